//! 查询码: the only key to an anonymous item, so it is a secret of 80 bits.

use crate::digest::Digest;

/// Crockford's base 32: no I, L, O, U, so nothing is misheard or misread.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LENGTH: usize = 16;

/// 16 characters of base 32 = 80 bits, shown in four groups of four for reading aloud.
/// Stored only as a digest; printed only on the receipt.
#[derive(Clone, PartialEq, Eq)]
pub struct LookupCode(String);

impl LookupCode {
    /// Makes a code from 10 random bytes.
    pub fn from_entropy(bytes: [u8; 10]) -> Self {
        let mut bits = bytes
            .iter()
            .fold(0_u128, |acc, byte| (acc << 8) | u128::from(*byte));
        let mut chars = [b'0'; LENGTH];
        for slot in chars.iter_mut().rev() {
            *slot = ALPHABET.get((bits & 31) as usize).copied().unwrap_or(b'0');
            bits >>= 5;
        }
        Self(chars.iter().map(|c| char::from(*c)).collect())
    }

    /// Reads what a person typed: any case, spaces and dashes, full-width forms, and the usual
    /// mistakes (O for 0, I and L for 1). `None` when it cannot be a code.
    pub fn parse(typed: &str) -> Option<Self> {
        let mut code = String::with_capacity(LENGTH);
        for c in typed.chars() {
            let c = match c {
                '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0)?,
                other => other,
            };
            match c.to_ascii_uppercase() {
                '-' | '–' | '—' | '－' | '_' | '.' | '·' => {}
                space if space.is_whitespace() => {}
                'O' => code.push('0'),
                'I' | 'L' => code.push('1'),
                upper if u8::try_from(upper).is_ok_and(|b| ALPHABET.contains(&b)) => {
                    code.push(upper);
                }
                _ => return None,
            }
        }
        (code.len() == LENGTH).then_some(Self(code))
    }

    /// What is stored. The code has 80 random bits, so a plain digest cannot be reversed by
    /// guessing, and equality can be looked up.
    pub fn digest(&self) -> Digest {
        Digest::of_parts(&[b"huiyin lookup code", self.0.as_bytes()])
    }

    /// `7K3M-9QXT-4R2A-P0WD`.
    pub fn grouped(&self) -> String {
        let mut out = String::with_capacity(LENGTH + 3);
        for (i, c) in self.0.chars().enumerate() {
            if i > 0 && i % 4 == 0 {
                out.push('-');
            }
            out.push(c);
        }
        out
    }

    /// Without dashes, for links.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for LookupCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("LookupCode(***)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_survives_being_read_aloud() {
        let code = LookupCode::from_entropy([0, 1, 2, 3, 250, 251, 252, 253, 254, 255]);
        let shown = code.grouped();
        assert_eq!(shown.len(), 19);
        assert_eq!(LookupCode::parse(&shown), Some(code.clone()));
        assert_eq!(
            LookupCode::parse(&shown.to_lowercase().replace('-', " ")),
            Some(code.clone())
        );
        assert_eq!(
            LookupCode::parse(&shown.replace('0', "o")),
            Some(code.clone())
        );
        let wide: String = shown
            .chars()
            .map(|c| char::from_u32(u32::from(c) + 0xfee0).unwrap())
            .collect();
        assert_eq!(LookupCode::parse(&wide), Some(code));
        assert_eq!(LookupCode::parse("查询码"), None);
        assert_eq!(LookupCode::parse("7K3M-9QXT-4R2A"), None);
    }

    #[test]
    fn different_entropy_gives_different_codes() {
        let a = LookupCode::from_entropy([0; 10]);
        let b = LookupCode::from_entropy([0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
        assert_ne!(a.digest(), b.digest());
        assert!(!format!("{a:?}").contains('0'));
    }
}
