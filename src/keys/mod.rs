//! Where keys live: encrypted PKCS#8 files, key roles and their history.
