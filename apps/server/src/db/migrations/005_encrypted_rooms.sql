-- That media is encrypted end to end. The key never reaches a server.
ALTER TABLE rooms ADD COLUMN is_encrypted BOOLEAN NOT NULL DEFAULT false;
