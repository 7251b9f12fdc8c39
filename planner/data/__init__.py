"""Tables: a data set folder read, checked and handed on as frozen frames; a user's own table brought into one."""
