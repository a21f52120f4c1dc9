//! What sealing and verifying may ask from the network, as a trait.
