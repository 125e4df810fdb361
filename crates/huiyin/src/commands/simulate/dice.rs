//! Dice with a seed: the same seed throws the same year, so that a violation can be looked at
//! again. SplitMix64; good enough for made-up people, of no use for secrets.

pub(super) struct Dice(u64);

impl Dice {
    pub(super) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// 0 to `n` - 1; 0 for 0.
    pub(super) fn below(&mut self, n: u64) -> u64 {
        self.next().checked_rem(n).unwrap_or(0)
    }

    /// `low` to `high`, both included.
    pub(super) fn between(&mut self, low: i64, high: i64) -> i64 {
        let span = high.saturating_sub(low).max(0).unsigned_abs();
        let thrown = i64::try_from(self.below(span.saturating_add(1))).unwrap_or(0);
        low.saturating_add(thrown)
    }

    /// `permille` times in a thousand.
    pub(super) fn chance(&mut self, permille: u64) -> bool {
        self.below(1_000) < permille
    }

    /// One of them; `None` of none.
    pub(super) fn pick<T: Clone>(&mut self, of: &[T]) -> Option<T> {
        let n = u64::try_from(of.len()).unwrap_or(u64::MAX);
        let at = usize::try_from(self.below(n)).unwrap_or(0);
        of.get(at).cloned()
    }

    /// One of them, each as often as its weight says.
    pub(super) fn weigh<T>(&mut self, of: Vec<(u64, T)>) -> Option<T> {
        let total = of.iter().map(|(weight, _)| weight).sum();
        let mut rest = self.below(total);
        for (weight, one) in of {
            if rest < weight {
                return Some(one);
            }
            rest -= weight;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_throws_the_same_and_every_face_comes_up() {
        let (mut one, mut other) = (Dice::new(7), Dice::new(7));
        let mut faces = [0_u32; 6];
        for _ in 0..6_000 {
            let face = one.below(6);
            assert_eq!(face, other.below(6));
            faces[usize::try_from(face).unwrap()] += 1;
        }
        assert!(faces.iter().all(|n| (800..1_200).contains(n)), "{faces:?}");
    }

    #[test]
    fn what_weighs_nothing_is_never_chosen() {
        let mut dice = Dice::new(1);
        for _ in 0..100 {
            assert_eq!(dice.weigh(vec![(0, 'a'), (3, 'b'), (0, 'c')]), Some('b'));
        }
        assert_eq!(dice.weigh::<char>(Vec::new()), None);
        assert_eq!(dice.between(4, 4), 4);
    }
}
