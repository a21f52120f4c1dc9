#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| elmseal_fuzz::svg(bytes));
