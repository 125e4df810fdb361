//! What a metric gives, and how a person reads it.

use std::fmt;

/// Numerator and denominator, and how many items were left out with reason and approver.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RateFigure {
    pub numerator: u64,
    pub denominator: u64,
    pub excluded: u64,
}

/// Working days from registration to the first final reply; paused days are taken out and shown.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct DurationFigure {
    /// Sum of all durations; the mean is `total_days` ÷ `n`.
    pub total_days: u64,
    pub n: u64,
    pub median: f64,
    pub p90: u64,
    pub paused_days: u64,
    pub excluded: u64,
}

/// The value of a metric.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Figure {
    Rate(RateFigure),
    Duration(DurationFigure),
}

impl DurationFigure {
    /// `None` when nothing was answered.
    pub fn mean(&self) -> Option<f64> {
        (self.n > 0).then(|| self.total_days as f64 / self.n as f64)
    }
}

impl fmt::Display for RateFigure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            numerator,
            denominator,
            excluded,
        } = self;
        if *denominator == 0 {
            f.write_str("—")?;
        } else {
            // in tenths of a per cent, rounded half up
            let tenths = (numerator * 2000 + denominator) / (denominator * 2);
            write!(
                f,
                "{numerator}/{denominator}（{}.{}%）",
                tenths / 10,
                tenths % 10
            )?;
        }
        write_excluded(f, *excluded)
    }
}

impl fmt::Display for DurationFigure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.mean() {
            None => f.write_str("—")?,
            Some(mean) => write!(
                f,
                "平均 {mean:.2}、中位数 {:.1}、P90 {} 工作日（{} 件，停表 {} 工作日）",
                self.median, self.p90, self.n, self.paused_days
            )?,
        }
        write_excluded(f, self.excluded)
    }
}

fn write_excluded(f: &mut fmt::Formatter<'_>, excluded: u64) -> fmt::Result {
    if excluded == 0 {
        return Ok(());
    }
    write!(f, "，剔除 {excluded} 件")
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rate(rate) => rate.fmt(f),
            Self::Duration(duration) => duration.fmt(f),
        }
    }
}
