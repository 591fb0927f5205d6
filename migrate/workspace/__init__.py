"""A municipality's own folder: `project.yaml`, the ledger, the lock, the key, and jobs that write into it."""
