//! 登记号: printed, spoken, public.

/// Number of an item: series, year and a gap-free sequence within both, e.g. `GH2026-000123`.
///
/// The year is the year of registration in China. A void item keeps its number; none is reused.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TicketNo {
    pub series: String,
    pub year: i32,
    pub seq: i64,
}

impl TicketNo {
    /// Reads the printed form, tolerating lower case and missing leading zeros.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (head, seq) = text.rsplit_once('-')?;
        let digits_at = head.find(|c: char| c.is_ascii_digit())?;
        let (series, year) = head.split_at_checked(digits_at)?;
        if series.is_empty()
            || !series.chars().all(|c| c.is_ascii_alphabetic())
            || year.len() != 4
            || seq.is_empty()
            || !seq.chars().all(|c| c.is_ascii_digit())
        {
            return None;
        }
        Some(Self {
            series: series.to_ascii_uppercase(),
            year: year.parse().ok()?,
            seq: seq.parse().ok()?,
        })
    }
}

impl std::fmt::Display for TicketNo {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}{}-{:06}", self.series, self.year, self.seq)
    }
}

impl serde::Serialize for TicketNo {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for TicketNo {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = String::deserialize(d)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("not a ticket number"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticket_numbers_read_back() {
        let no = TicketNo {
            series: "GH".into(),
            year: 2026,
            seq: 123,
        };
        assert_eq!(no.to_string(), "GH2026-000123");
        assert_eq!(TicketNo::parse(" gh2026-123 "), Some(no));
        for bad in [
            "",
            "GH-1",
            "2026-1",
            "GH2026-",
            "GH2026-x",
            "GH26-1",
            "建2026-1",
        ] {
            assert_eq!(TicketNo::parse(bad), None, "{bad}");
        }
    }
}
