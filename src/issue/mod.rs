//! Prepare, record, seal, check own output, store, publish: awards and batches.
