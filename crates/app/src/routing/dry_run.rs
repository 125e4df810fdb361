//! 试算: what rules would have proposed for the items of a month. Reads only.

use chrono::{Datelike, Months, NaiveDate, NaiveTime};
use huiyin_core::ctx::UnitScope;
use huiyin_core::time::{self, Instant};
use huiyin_core::{Scope, StaffActor, SuggestionId, UnitId};
use huiyin_store::AssignedItem;
use huiyin_workflow::routing::{DryRun, RoutedItem, Routing, RoutingRules, route};

use super::proposal::{Known, facts};
use super::{entitled, stored};
use crate::application::App;
use crate::error::AppError;

/// Items read at a time.
const PAGE: u64 = 500;
/// Items listed; all are counted.
const SHOWN: usize = 200;

/// A calendar month in China.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Month(NaiveDate);

impl Month {
    /// The month before the one of an instant.
    pub fn before(now: Instant) -> Self {
        let today = time::local_date(now);
        let first = today.with_day(1).unwrap_or(today);
        Self(first.checked_sub_months(Months::new(1)).unwrap_or(first))
    }

    /// `2026-10`.
    pub fn parse(text: &str) -> Option<Self> {
        format!("{}-01", text.trim()).parse().ok().map(Self)
    }

    /// `2026-10`.
    pub fn code(self) -> String {
        self.0.format("%Y-%m").to_string()
    }

    /// `2026年10月`.
    pub fn label(self) -> String {
        format!("{}年{}月", self.0.year(), self.0.month())
    }

    fn span(self) -> (Instant, Instant) {
        let next = self.0.checked_add_months(Months::new(1)).unwrap_or(self.0);
        let start = |day| time::at_local(day, NaiveTime::MIN);
        (start(self.0), start(next))
    }
}

/// An item of the list.
#[derive(Debug, Clone)]
pub struct DryRunRow {
    /// `None` for a viewer who may not open it.
    pub suggestion: Option<SuggestionId>,
    pub ticket_no: String,
    /// `None` for a viewer who may not read it.
    pub title: Option<String>,
    pub old: Routing,
    pub new: Routing,
    pub leads: Option<(UnitId, UnitId)>,
}

/// What a dry run found.
#[derive(Debug, Clone)]
pub struct MonthlyDryRun {
    pub month: Month,
    pub run: DryRun,
    /// When a change is tried: the items for which it proposes something else. Otherwise: those
    /// that another unit led than the rules propose.
    pub rows: Vec<DryRunRow>,
    /// Items that belong to the list; it may be cut.
    pub listed: u64,
}

/// Holds the rules in force today against what happened in a month.
///
/// # Errors
/// [`AppError::Forbidden`] for whoever does not keep the rules.
pub async fn dry_run(
    app: &App,
    actor: &StaffActor,
    month: Month,
) -> Result<MonthlyDryRun, AppError> {
    entitled(actor)?;
    let rules = stored(&app.store().read()).await?;
    let today = time::local_date(app.now());
    dry_run_of(app, actor, month, (&rules, &rules), today).await
}

/// As [`dry_run`], for the rules as they are and as they would be, on a day.
pub(super) async fn dry_run_of(
    app: &App,
    actor: &StaffActor,
    month: Month,
    (old, new): (&RoutingRules, &RoutingRules),
    on: NaiveDate,
) -> Result<MonthlyDryRun, AppError> {
    let viewer = app.scope(actor);
    // the numbers are over all units; 举报 counts only before those who may know of it
    let counted = Scope {
        units: UnitScope::All,
        restricted: viewer.restricted && viewer.units == UnitScope::All,
        viewer: viewer.viewer.clone(),
    };
    let may_read = viewer.units == UnitScope::All;
    let (directory, desk) = (app.directory(), app.policy().desk);
    let routed = |rules: &RoutingRules, item: &AssignedItem| {
        let facts = facts(&directory, on, &known(item));
        route(rules, &directory.routing_units, desk, &facts)
    };
    let is_change = old != new;
    let mut found = MonthlyDryRun {
        month,
        run: DryRun::default(),
        rows: Vec::new(),
        listed: 0,
    };
    let mut after = SuggestionId(0);
    loop {
        let read = app.store().read();
        let page = read.items_received(&counted, month.span(), after, PAGE);
        let page = page.await?;
        let Some(last) = page.last() else {
            return Ok(found);
        };
        after = last.id;
        for item in page {
            let tried = RoutedItem {
                suggestion: item.id,
                old: routed(old, &item),
                new: routed(new, &item),
                leads: item.leads,
            };
            found.run.count(&tried);
            let belongs = if is_change {
                tried.is_changed()
            } else {
                was_led_by_another(&tried)
            };
            if !belongs {
                continue;
            }
            found.listed += 1;
            if found.rows.len() < SHOWN {
                found.rows.push(DryRunRow {
                    suggestion: may_read.then_some(item.id),
                    ticket_no: item.ticket_no,
                    title: may_read.then_some(item.title),
                    old: tried.old,
                    new: tried.new,
                    leads: item.leads,
                });
            }
        }
    }
}

fn known(item: &AssignedItem) -> Known<'_> {
    Known {
        channel: item.channel,
        topic: item.topic,
        campaign: item.campaign,
        chosen: item.unit,
        text: &item.text,
        is_restricted: item.is_restricted,
    }
}

fn was_led_by_another(item: &RoutedItem) -> bool {
    item.leads
        .is_some_and(|(_, lead)| !item.new.units().contains(&lead))
}
