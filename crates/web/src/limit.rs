//! Rate limits by network: /24 for IPv4, /64 for IPv6, never a single phone, never a whole company.

use std::net::IpAddr;
use std::num::NonZeroU32;

use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use crate::state::WebSettings;

/// A network that shares a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Network([u8; 8]);

impl Network {
    pub(crate) fn of(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(v4) => {
                let [a, b, c, _] = v4.octets();
                Self([4, a, b, c, 0, 0, 0, 0])
            }
            IpAddr::V6(v6) => {
                let [a, b, c, d, e, f, g, h, ..] = v6.octets();
                Self([a, b, c, d, e, f, g, h])
            }
        }
    }
}

type Limiter = DefaultKeyedRateLimiter<Network>;

/// What is limited.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Limited {
    Submit,
    Lookup,
    SignIn,
}

pub(crate) struct Limits {
    submit: Limiter,
    lookup: Limiter,
    sign_in: Limiter,
}

impl Limits {
    pub(crate) fn new(settings: &WebSettings) -> Self {
        let per_minute = |n: u32| Quota::per_minute(NonZeroU32::new(n).unwrap_or(NonZeroU32::MIN));
        Self {
            submit: RateLimiter::keyed(per_minute(settings.submit_per_minute)),
            lookup: RateLimiter::keyed(per_minute(settings.track_per_minute)),
            sign_in: RateLimiter::keyed(per_minute(settings.sign_in_per_minute)),
        }
    }

    /// Counts one attempt; `false` when there were too many.
    pub(crate) fn allows(&self, what: Limited, address: IpAddr) -> bool {
        let limiter = match what {
            Limited::Submit => &self.submit,
            Limited::Lookup => &self.lookup,
            Limited::SignIn => &self.sign_in,
        };
        // addresses come and go; what has recovered is forgotten
        if limiter.len() > 10_000 {
            limiter.retain_recent();
        }
        limiter.check_key(&Network::of(address)).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_is_limited_and_its_neighbour_is_not() {
        let limits = Limits::new(&WebSettings {
            track_per_minute: 2,
            ..WebSettings::default()
        });
        let allowed = |ip: &str| limits.allows(Limited::Lookup, ip.parse().unwrap());
        assert!(allowed("10.0.0.1") && allowed("10.0.0.2"));
        assert!(!allowed("10.0.0.3"));
        assert!(allowed("10.0.1.3"));
        assert!(allowed("2001:db8::1"));
        assert_eq!(
            Network::of("::ffff:10.0.0.9".parse().unwrap()),
            Network::of("10.0.0.1".parse().unwrap())
        );
    }
}
