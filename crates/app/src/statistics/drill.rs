//! From a number to the items that make it.

use huiyin_core::{StaffActor, SuggestionId};
use huiyin_store::WorklistRow;
use huiyin_workflow::metric::{Metric, counted};

use super::table::Grouping;
use super::{Source, StatisticsQuery, counting_scope, sample};
use crate::application::App;
use crate::error::AppError;

/// Which of the items that a figure looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The denominator.
    All,
    /// The numerator.
    Hits,
    Misses,
    Excluded,
}

impl Part {
    pub const ALL: &'static [Self] = &[Self::All, Self::Hits, Self::Misses, Self::Excluded];

    pub const fn code(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Hits => "hits",
            Self::Misses => "misses",
            Self::Excluded => "excluded",
        }
    }

    pub const fn label(self) -> &'static str {
        match self {
            Self::All => "分母",
            Self::Hits => "分子",
            Self::Misses => "不在分子中的",
            Self::Excluded => "剔除的",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|part| part.code() == code)
    }
}

/// A number in the statistics.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drill {
    pub metric: Metric,
    pub part: Part,
    /// One line of a table; `None`: the whole.
    pub group: Option<(Grouping, String)>,
}

/// One page of the items behind a number.
#[derive(Debug, Clone)]
pub struct CountedItems {
    pub total: u64,
    pub rows: Vec<WorklistRow>,
    /// 保密件 that the viewer may count but not open are not listed.
    pub leaves_out_restricted: bool,
}

/// The items that make a number, as far as the viewer may open them, lowest id first.
///
/// # Errors
/// [`AppError::Forbidden`] for whoever reads no statistics.
pub async fn counted_items(
    app: &App,
    actor: &StaffActor,
    query: &StatisticsQuery,
    drill: &Drill,
    page: std::ops::Range<usize>,
) -> Result<CountedItems, AppError> {
    let sample = sample(app, &counting_scope(app, actor)?, query, Source::Kept).await?;
    let scope = app.scope(actor);
    let ids: Vec<SuggestionId> = sample
        .items
        .iter()
        .filter(|item| match &drill.group {
            Some((by, key)) => by.key(item, &sample) == *key,
            None => true,
        })
        .filter(|item| {
            counted(drill.metric, item, &sample.period).is_some_and(|c| match drill.part {
                Part::All => !c.is_excluded,
                Part::Hits => !c.is_excluded && c.hits > 0,
                Part::Misses => !c.is_excluded && c.hits < c.of,
                Part::Excluded => c.is_excluded,
            })
        })
        .map(|item| item.id)
        .filter(|id| scope.restricted || !sample.restricted.contains(id))
        .collect();
    let page: Vec<SuggestionId> = ids
        .iter()
        .copied()
        .skip(page.start)
        .take(page.len())
        .collect();
    Ok(CountedItems {
        total: ids.len() as u64,
        rows: app.store().read().rows_of(&scope, &page).await?,
        leaves_out_restricted: !scope.restricted,
    })
}
