//! The European Learning Model v3: types, the mapping from descriptor and learner, the application profile.
