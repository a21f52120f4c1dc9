//! JAdES seals (ETSI TS 119 182-1): JWS in general JSON form with an unencoded payload, levels B, T, LT and LTA.
