"""What all commands share: the application, the common options, Japanese help and errors, printing."""
