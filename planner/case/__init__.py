"""From a model file and a data set to a case: frames and arrays, with nothing of a solver in them."""
