"""The journal's file: SQLite and SQLCipher, its schema, its lock, its encryption and its copies."""
