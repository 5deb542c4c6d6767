-- The vault: small rows that must be secret or erasable. Instants are UTC in ticks of 100 ns since 0001-01-01.

-- 32 random bytes, or NULL once destroyed: the row stays as the mark that nothing can be sealed under this name again.
CREATE TABLE IF NOT EXISTS keys (
  id     TEXT PRIMARY KEY,
  secret BLOB
) WITHOUT ROWID;

-- What the vault has to remember about itself: 'scrub' while traces of destroyed keys may still stand in the file.
CREATE TABLE IF NOT EXISTS state (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS credentials (
  account              TEXT PRIMARY KEY,
  user_name            TEXT NOT NULL,
  folded_name          TEXT NOT NULL UNIQUE,
  password_hash        TEXT NOT NULL,
  must_change_password INTEGER NOT NULL,
  failed_count         INTEGER NOT NULL,
  locked_until         INTEGER,
  security_stamp       TEXT NOT NULL,
  updated_at           INTEGER NOT NULL
) WITHOUT ROWID;

-- Data-protection keys of the web framework, XML as it made them.
CREATE TABLE IF NOT EXISTS protection_keys (
  name TEXT PRIMARY KEY,
  xml  TEXT NOT NULL
) WITHOUT ROWID;

-- 32 random bytes by name: token signing and the like.
CREATE TABLE IF NOT EXISTS secrets (
  name   TEXT PRIMARY KEY,
  secret BLOB NOT NULL
) WITHOUT ROWID;

-- Forms filled in but not sent, sealed under the account's key.
CREATE TABLE IF NOT EXISTS drafts (
  account    TEXT NOT NULL,
  form       TEXT NOT NULL,
  cipher     BLOB NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (account, form)
) WITHOUT ROWID;
