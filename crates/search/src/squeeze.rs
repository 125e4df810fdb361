//! Texts in a third of their bytes, each by itself, so that showing a hit unpacks that hit alone.
//!
//! Frequent characters and strings (`symbols.txt`, from the most frequent on; counted in public
//! letters and laws) have numbers, smaller ones in fewer bits. What is not among them is written
//! as its code point. A change of the list or of the tiers changes the version of the index.

use std::collections::HashMap;
use std::sync::LazyLock;

/// A symbol is a tier of three bits and its place in the tier in so many bits.
const TIERS: [u32; 7] = [4, 7, 8, 9, 10, 11, 12];
const TIER_BITS: u32 = 3;
/// The tier of characters without a number.
const ESCAPE: u32 = 7;
const CODE_POINT_BITS: u32 = 21;

static SYMBOLS: LazyLock<Symbols> = LazyLock::new(|| {
    let all = include_str!("squeeze/symbols.txt")
        .lines()
        .map(|line| match line {
            "\\n" => "\n",
            "\\\\" => "\\",
            other => other,
        })
        .collect();
    Symbols::new(all)
});

struct Symbols {
    /// By number.
    all: Vec<&'static str>,
    /// The numbers of those that begin with a character, the longest first.
    by_first: HashMap<char, Vec<u32>>,
    /// The same for the basic plane, as places in `runs`: this is asked for every character.
    direct: Vec<(u32, u32)>,
    runs: Vec<u32>,
}

impl Symbols {
    fn new(all: Vec<&'static str>) -> Self {
        let mut by_first: HashMap<char, Vec<u32>> = HashMap::new();
        for (number, symbol) in (0..).zip(&all) {
            if let Some(first) = symbol.chars().next() {
                by_first.entry(first).or_default().push(number);
            }
        }
        let length = |number: &u32| all.get(*number as usize).map_or(0, |symbol| symbol.len());
        let mut direct = vec![(0, 0); 1 << 16];
        let mut runs: Vec<u32> = Vec::with_capacity(all.len());
        for (first, numbers) in &mut by_first {
            numbers.sort_by_key(|number| std::cmp::Reverse(length(number)));
            if let Some(cell) = direct.get_mut(*first as usize) {
                let from = u32::try_from(runs.len()).unwrap_or(0);
                runs.extend(numbers.iter());
                *cell = (from, from + u32::try_from(numbers.len()).unwrap_or(0));
            }
        }
        Self {
            all,
            by_first,
            direct,
            runs,
        }
    }

    /// The longest symbol a text begins with, and its length in bytes.
    fn longest(&self, rest: &str, first: char) -> Option<(u32, usize)> {
        let numbers = match self.direct.get(first as usize) {
            Some((from, to)) => self.runs.get(*from as usize..*to as usize)?,
            None => self.by_first.get(&first)?.as_slice(),
        };
        numbers.iter().find_map(|number| {
            let symbol = self.all.get(*number as usize)?;
            rest.starts_with(symbol).then_some((*number, symbol.len()))
        })
    }
}

/// Appends a text, with a label of 0 to 7.
pub(crate) fn push(out: &mut Vec<u8>, label: u8, text: &str) {
    let symbols = &*SYMBOLS;
    let mut bits = Bits::default();
    let mut packed = Vec::with_capacity(text.len() / 2);
    let mut count: u64 = 0;
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let bytes = match symbols.longest(rest, first) {
            Some((number, bytes)) => {
                let (tier, place, wide) = tier_of(number);
                bits.put(
                    &mut packed,
                    u64::from(tier) | u64::from(place) << TIER_BITS,
                    TIER_BITS + wide,
                );
                bytes
            }
            None => {
                let code = u64::from(u32::from(first));
                bits.put(
                    &mut packed,
                    u64::from(ESCAPE) | code << TIER_BITS,
                    TIER_BITS + CODE_POINT_BITS,
                );
                first.len_utf8()
            }
        };
        count += 1;
        rest = rest.get(bytes..).unwrap_or_default();
    }
    bits.finish(&mut packed);
    put_number(out, count << 3 | u64::from(label & 7));
    put_number(out, packed.len() as u64);
    out.append(&mut packed);
}

/// The texts that were [`push`]ed, each with its label, still packed.
pub(crate) fn texts(mut bytes: &[u8]) -> impl Iterator<Item = (u8, Packed<'_>)> {
    std::iter::from_fn(move || {
        let head = take_number(&mut bytes)?;
        let length = usize::try_from(take_number(&mut bytes)?).ok()?;
        let (own, rest) = bytes.split_at_checked(length)?;
        bytes = rest;
        let label = u8::try_from(head & 7).unwrap_or(0);
        Some((
            label,
            Packed {
                bytes: own,
                count: head >> 3,
            },
        ))
    })
}

/// A text not yet unpacked.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Packed<'a> {
    bytes: &'a [u8],
    count: u64,
}

impl Packed<'_> {
    pub(crate) fn unpack(self) -> String {
        let symbols = &*SYMBOLS;
        let mut text = String::with_capacity(self.bytes.len() * 4);
        let mut bits = Reader {
            bytes: self.bytes.iter(),
            held: 0,
            n: 0,
        };
        for _ in 0..self.count {
            let tier = bits.take(TIER_BITS);
            if tier == ESCAPE {
                text.extend(char::from_u32(bits.take(CODE_POINT_BITS)));
            } else {
                let (from, wide) = start_of(tier);
                let number = from + bits.take(wide);
                text.push_str(
                    symbols
                        .all
                        .get(number as usize)
                        .copied()
                        .unwrap_or_default(),
                );
            }
        }
        text
    }
}

/// Tier, place in it, and its width.
fn tier_of(number: u32) -> (u32, u32, u32) {
    let mut from = 0;
    for (tier, wide) in (0..).zip(TIERS) {
        if number < from + (1 << wide) {
            return (tier, number - from, wide);
        }
        from += 1 << wide;
    }
    (ESCAPE, 0, CODE_POINT_BITS)
}

/// The first number of a tier, and its width.
fn start_of(tier: u32) -> (u32, u32) {
    let before = TIERS.iter().take(tier as usize).map(|wide| 1 << wide).sum();
    (before, TIERS.get(tier as usize).copied().unwrap_or(0))
}

#[derive(Default)]
struct Bits {
    held: u64,
    n: u32,
}

impl Bits {
    fn put(&mut self, out: &mut Vec<u8>, value: u64, wide: u32) {
        self.held |= value << self.n;
        self.n += wide;
        while self.n >= 8 {
            out.push(self.held.to_le_bytes()[0]);
            self.held >>= 8;
            self.n -= 8;
        }
    }

    fn finish(self, out: &mut Vec<u8>) {
        if self.n > 0 {
            out.push(self.held.to_le_bytes()[0]);
        }
    }
}

struct Reader<'a> {
    bytes: std::slice::Iter<'a, u8>,
    held: u64,
    n: u32,
}

impl Reader<'_> {
    /// 0 beyond the end.
    fn take(&mut self, wide: u32) -> u32 {
        while self.n < wide {
            let byte = self.bytes.next().copied().unwrap_or(0);
            self.held |= u64::from(byte) << self.n;
            self.n += 8;
        }
        let value = self.held & ((1 << wide) - 1);
        self.held >>= wide;
        self.n -= wide;
        u32::try_from(value).unwrap_or(0)
    }
}

fn put_number(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push(number.to_le_bytes()[0] | 0x80);
        number >>= 7;
    }
    out.push(number.to_le_bytes()[0]);
}

fn take_number(bytes: &mut &[u8]) -> Option<u64> {
    let mut number = 0;
    for shift in (0..64).step_by(7) {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn back(texts_in: &[(u8, &str)]) -> Vec<(u8, String)> {
        let mut bytes = Vec::new();
        for (label, text) in texts_in {
            push(&mut bytes, *label, text);
        }
        texts(&bytes)
            .map(|(label, packed)| (label, packed.unpack()))
            .collect()
    }

    #[test]
    fn every_number_fits_a_tier() {
        assert!(SYMBOLS.all.len() <= TIERS.iter().map(|wide| 1_usize << wide).sum());
        let mut once = SYMBOLS.all.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!(once.len(), SYMBOLS.all.len());
        assert!(SYMBOLS.all.iter().all(|symbol| !symbol.is_empty()));
    }

    #[test]
    fn a_letter_takes_a_third_of_its_bytes() {
        let text = "您好，我是本市某公司的职工。单位食堂每天中午排队时间很长，希望能够增加打饭窗口，\
                    另外建议延长就餐时间，谢谢！";
        let mut bytes = Vec::new();
        push(&mut bytes, 0, text);
        assert!(
            bytes.len() * 5 < text.len() * 2,
            "{} of {}",
            bytes.len(),
            text.len()
        );
    }

    #[test]
    fn a_damaged_text_ends_nothing() {
        let mut bytes = Vec::new();
        push(&mut bytes, 3, "食堂的素菜窗口太少");
        for cut in 0..bytes.len() {
            for (_, packed) in texts(bytes.get(..cut).unwrap()) {
                packed.unpack();
            }
        }
    }

    proptest::proptest! {
        #[test]
        fn what_goes_in_comes_out(a in "\\PC{0,40}", b in "[的工会在人民\n\\\\ a-z0-9，。𠮷😀\u{0}]{0,60}") {
            let expect = vec![(0, a.clone()), (7, b.clone()), (2, String::new())];
            proptest::prop_assert_eq!(back(&[(0, &a), (7, &b), (2, "")]), expect);
        }
    }
}
