"""What people see: the Textual app and the command line. Shows; decides nothing."""
