"""What people read: messages, findings in words, documents in every format."""
