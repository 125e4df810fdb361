//! Where on a page something is painted (ISO 32000-1, 8.3.3).

/// `[a b c d e f]`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Matrix([f32; 6]);

impl Matrix {
    pub(super) const ONE: Self = Self([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    pub(super) const fn new(values: [f32; 6]) -> Self {
        Self(values)
    }

    pub(super) const fn moved(x: f32, y: f32) -> Self {
        Self([1.0, 0.0, 0.0, 1.0, x, y])
    }

    /// This one first, then the other.
    pub(super) fn then(self, other: Self) -> Self {
        let [a, b, c, d, e, f] = self.0;
        let [oa, ob, oc, od, oe, of] = other.0;
        Self([
            a * oa + b * oc,
            a * ob + b * od,
            c * oa + d * oc,
            c * ob + d * od,
            e * oa + f * oc + oe,
            e * ob + f * od + of,
        ])
    }

    /// Where the origin comes to lie.
    pub(super) const fn origin(self) -> (f32, f32) {
        let [_, _, _, _, e, f] = self.0;
        (e, f)
    }

    /// How much longer a horizontal stretch becomes.
    pub(super) fn stretch(self) -> f32 {
        let [a, b, ..] = self.0;
        a.hypot(b)
    }
}
