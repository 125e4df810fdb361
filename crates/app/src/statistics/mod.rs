//! 统计: the figures of DOMAIN 8 over a period, within what the viewer may count.

mod drill;
mod export;
mod period;
mod summary;
mod table;

use std::collections::HashSet;

use huiyin_core::ctx::UnitScope;
use huiyin_core::{Role, Scope, StaffActor, SuggestionId, UnitId};
use huiyin_store::ItemFacts;
use huiyin_workflow::metric::{Metric, MetricFacts, Period, known_at, refused_send_backs};

use crate::application::App;
use crate::error::AppError;

pub use drill::{CountedItems, Drill, Part, counted_items};
pub use export::{csv, xlsx};
pub use period::{CUSTOM, StatisticsPeriod, offered};
pub use summary::summary_table;
pub use table::{Breakdown, Cell, Grouping, LEAGUE, Row, Shown};

/// Who reads figures; a head those of the own units.
pub const READERS: &[Role] = &[
    Role::Clerk,
    Role::Head,
    Role::Supervisor,
    Role::Leader,
    Role::Reporter,
];

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatisticsQuery {
    pub period: StatisticsPeriod,
    /// Items led by this unit or one below it; `None`: by any.
    pub unit: Option<UnitId>,
}

/// The figures of a period.
#[derive(Debug, Clone, PartialEq)]
pub struct Statistics {
    pub query: StatisticsQuery,
    /// Items registered in the period.
    pub registered: Cell,
    /// Every metric, in the order of DOMAIN 8.
    pub figures: Vec<(Metric, Cell)>,
    /// 不同意退回的, shown beside 退回率.
    pub n_refused_send_backs: u64,
    /// By unit, kind and topic.
    pub breakdowns: Vec<Breakdown>,
}

/// Where the facts come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Source {
    /// As kept, and from the ledger where that is newer.
    Kept,
    /// From the ledger alone.
    Ledger,
}

/// The items that a query counts, as they were known at its cut-off.
pub(crate) struct Sample {
    pub(crate) period: Period,
    pub(crate) items: Vec<MetricFacts>,
    pub(crate) topics: std::collections::HashMap<SuggestionId, huiyin_core::TopicId>,
    /// 保密件.
    pub(crate) restricted: HashSet<SuggestionId>,
}

/// The figures that a member of staff may read.
///
/// # Errors
/// [`AppError::Forbidden`] for everybody but [`READERS`].
pub async fn statistics(
    app: &App,
    actor: &StaffActor,
    query: &StatisticsQuery,
) -> Result<Statistics, AppError> {
    let scope = counting_scope(app, actor)?;
    let sample = sample(app, &scope, query, Source::Kept).await?;
    Ok(measure(app, query, &sample))
}

/// The figures of the whole installation twice, as shown and from the ledger alone.
#[derive(Debug)]
pub struct Recount {
    pub shown: Statistics,
    pub told: Option<Statistics>,
}

impl Recount {
    /// `None` when nothing was recomputed.
    pub fn is_equal(&self) -> Option<bool> {
        self.told.as_ref().map(|told| *told == self.shown)
    }
}

/// The figures of everything, with the rights of a leader; `recompute` tells them a second time
/// from the ledger alone.
///
/// # Errors
/// What the database says.
pub async fn recount(
    app: &App,
    query: &StatisticsQuery,
    recompute: bool,
) -> Result<Recount, AppError> {
    let scope = Scope::leader();
    let told = if recompute {
        let sample = sample(app, &scope, query, Source::Ledger).await?;
        Some(measure(app, query, &sample))
    } else {
        None
    };
    let sample = sample(app, &scope, query, Source::Kept).await?;
    Ok(Recount {
        shown: measure(app, query, &sample),
        told,
    })
}

/// What the actor may count. Reporters make the figures of the whole, 举报 in them, although they
/// may not open one: small cells about 举报 are not shown (DOMAIN 6).
pub(crate) fn counting_scope(app: &App, actor: &StaffActor) -> Result<Scope, AppError> {
    if !actor.has_any(READERS) {
        return Err(AppError::Forbidden(
            "统计由分办员、督导员、领导、统计员和单位负责人查看。".to_owned(),
        ));
    }
    let scope = app.scope(actor);
    Ok(Scope {
        restricted: scope.restricted || actor.has(Role::Reporter),
        ..scope
    })
}

async fn sample(
    app: &App,
    scope: &Scope,
    query: &StatisticsQuery,
    source: Source,
) -> Result<Sample, AppError> {
    let period = query.period.instants();
    let read = app.store().read();
    let found = match source {
        Source::Kept => read.item_facts(scope, &period).await?,
        Source::Ledger => read.item_facts_told(scope, &period).await?,
    };
    let wanted = query.unit.map(|unit| app.directory().below(unit));
    let (mut topics, mut restricted) = (std::collections::HashMap::new(), HashSet::new());
    let mut facts = Vec::with_capacity(found.len());
    for ItemFacts {
        facts: item,
        topic,
        is_restricted,
    } in found
    {
        if let Some(topic) = topic {
            topics.insert(item.id, topic);
        }
        if is_restricted {
            restricted.insert(item.id);
        }
        facts.push(item);
    }
    let mut items = known_at(&facts, &period);
    items.retain(|item| {
        let lead = item.lead_unit();
        // only the lead unit counts an item, so a unit that assists reads it nowhere
        let is_own = match &scope.units {
            UnitScope::All => true,
            UnitScope::Of(units) => lead.is_some_and(|unit| units.contains(&unit)),
            UnitScope::Nothing => false,
        };
        let is_wanted = wanted
            .as_ref()
            .is_none_or(|units| lead.is_some_and(|unit| units.contains(&unit)));
        is_own && is_wanted
    });
    Ok(Sample {
        period,
        items,
        topics,
        restricted,
    })
}

fn measure(app: &App, query: &StatisticsQuery, sample: &Sample) -> Statistics {
    let policy = app.policy();
    let all: Vec<&MetricFacts> = sample.items.iter().collect();
    Statistics {
        query: query.clone(),
        registered: table::registered(&all, sample),
        figures: Metric::ALL
            .iter()
            .map(|metric| {
                (
                    *metric,
                    table::cell(*metric, &all, sample, &policy.calendar),
                )
            })
            .collect(),
        n_refused_send_backs: refused_send_backs(&sample.items, &sample.period),
        breakdowns: Grouping::ALL
            .iter()
            .map(|by| table::breakdown(*by, sample, &app.directory(), &policy.calendar))
            .collect(),
    }
}
