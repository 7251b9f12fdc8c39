"""What the verbs of the command line do. :mod:`planner.cli` names their options; nothing else imports from here."""
