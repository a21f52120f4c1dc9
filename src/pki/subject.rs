//! Distinguished names: the fields that a seal certificate is judged by.
