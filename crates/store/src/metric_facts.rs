//! 指标事实 kept beside the items, so that a figure need not read the whole ledger. What is kept
//! may be old or gone: whatever does not stand at the item's revision is read from the ledger.

use std::collections::HashMap;

use huiyin_core::{Scope, SuggestionId, TopicId};
use huiyin_workflow::metric::{MetricFacts, Period};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, JoinType, QueryFilter,
    QueryOrder, QuerySelect, RelationDef,
};

use crate::code;
use crate::entity::{metric_facts, suggestion_event, suggestion_row};
use crate::error::StoreError;
use crate::ledger::read_recorded;
use crate::read::Read;
use crate::scope::within;
use crate::tx::Tx;

/// Items of which the ledger is read by one query: far below the databases' limit of parameters.
const TOGETHER: usize = 500;

type Item = suggestion_row::Column;

/// What a figure has to know of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemFacts {
    pub facts: MetricFacts,
    pub topic: Option<TopicId>,
    /// 保密件: small figures about it are not shown.
    pub is_restricted: bool,
}

/// Facts as the ledger tells them, and the number of its last event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToldFacts {
    pub revision: i64,
    pub facts: MetricFacts,
}

fn to_facts() -> RelationDef {
    suggestion_row::Entity::belongs_to(metric_facts::Entity)
        .from(Item::Id)
        .to(metric_facts::Column::SuggestionId)
        .into()
}

/// What is kept says the same as the ledger does now.
fn is_fresh() -> Condition {
    Condition::all()
        .add(kept_revision().equals((suggestion_row::Entity, Item::Revision)))
        .add(metric_facts::Column::Form.eq(MetricFacts::FORM))
}

fn is_stale() -> Condition {
    Condition::any()
        .add(metric_facts::Column::SuggestionId.is_null())
        .add(kept_revision().not_equals((suggestion_row::Entity, Item::Revision)))
        .add(metric_facts::Column::Form.ne(MetricFacts::FORM))
}

fn kept_revision() -> Expr {
    Expr::col((metric_facts::Entity, metric_facts::Column::Revision))
}

impl Read {
    /// The items inside a scope that a figure of the period may be about, and perhaps some more.
    ///
    /// # Errors
    /// What the database says.
    pub async fn item_facts(
        &self,
        scope: &Scope,
        period: &Period,
    ) -> Result<Vec<ItemFacts>, StoreError> {
        let snapshot = self.conn.snapshot().await?;
        let kept: Vec<(i64, Option<i64>, bool, String)> = suggestion_row::Entity::find()
            .select_only()
            .column(Item::Id)
            .column(Item::TopicId)
            .column(Item::IsRestricted)
            .column(metric_facts::Column::Facts)
            .join(JoinType::InnerJoin, to_facts())
            .filter(within(scope))
            .filter(is_fresh())
            .filter(Item::RegisteredAt.lt(period.cut_off))
            .filter(metric_facts::Column::CountsUntil.gte(period.from))
            .into_tuple()
            .all(&snapshot)
            .await?;
        let mut stale: Vec<(i64, Option<i64>, bool)> = suggestion_row::Entity::find()
            .select_only()
            .column(Item::Id)
            .column(Item::TopicId)
            .column(Item::IsRestricted)
            .join(JoinType::LeftJoin, to_facts())
            .filter(within(scope))
            .filter(is_stale())
            .filter(Item::RegisteredAt.lt(period.cut_off))
            .into_tuple()
            .all(&snapshot)
            .await?;
        let mut found = Vec::with_capacity(kept.len() + stale.len());
        for (id, topic, is_restricted, facts) in kept {
            match serde_json::from_str(&facts) {
                Ok(facts) => found.push(ItemFacts {
                    facts,
                    topic: topic.map(TopicId),
                    is_restricted,
                }),
                // the ledger is the truth; `verify` names what is damaged here
                Err(_unreadable) => stale.push((id, topic, is_restricted)),
            }
        }
        push_told(&snapshot, stale, &mut found).await?;
        snapshot.end().await?;
        found.sort_unstable_by_key(|item| item.facts.id);
        Ok(found)
    }

    /// As [`Read::item_facts`], from the ledger alone: what the figures shown are held against.
    ///
    /// # Errors
    /// What the database says.
    pub async fn item_facts_told(
        &self,
        scope: &Scope,
        period: &Period,
    ) -> Result<Vec<ItemFacts>, StoreError> {
        let snapshot = self.conn.snapshot().await?;
        let all: Vec<(i64, Option<i64>, bool)> = suggestion_row::Entity::find()
            .select_only()
            .column(Item::Id)
            .column(Item::TopicId)
            .column(Item::IsRestricted)
            .filter(within(scope))
            .filter(Item::RegisteredAt.lt(period.cut_off))
            .order_by_asc(Item::Id)
            .into_tuple()
            .all(&snapshot)
            .await?;
        let mut found = Vec::with_capacity(all.len());
        push_told(&snapshot, all, &mut found).await?;
        snapshot.end().await?;
        Ok(found)
    }

    /// Items whose kept facts are missing or old, lowest id first.
    ///
    /// # Errors
    /// What the database says.
    pub async fn stale_facts(&self, limit: u64) -> Result<Vec<SuggestionId>, StoreError> {
        let ids: Vec<i64> = suggestion_row::Entity::find()
            .select_only()
            .column(Item::Id)
            .join(JoinType::LeftJoin, to_facts())
            .filter(is_stale())
            .order_by_asc(Item::Id)
            .limit(limit)
            .into_tuple()
            .all(&self.conn)
            .await?;
        Ok(ids.into_iter().map(SuggestionId).collect())
    }

    /// What the ledger tells of these items. One whose ledger is not readable is left out:
    /// `verify` names it.
    ///
    /// # Errors
    /// What the database says.
    pub async fn facts_told(&self, ids: &[SuggestionId]) -> Result<Vec<ToldFacts>, StoreError> {
        let ids: Vec<i64> = ids.iter().map(|id| id.0).collect();
        let mut told = Vec::with_capacity(ids.len());
        for some in ids.chunks(TOGETHER) {
            told.append(&mut told_of(&self.conn, some).await?);
        }
        Ok(told)
    }
}

impl Tx {
    /// Keeps facts in the place of what was kept before.
    ///
    /// # Errors
    /// What the database says.
    pub async fn keep_facts(&self, told: &[ToldFacts]) -> Result<(), StoreError> {
        if told.is_empty() {
            return Ok(());
        }
        let rows = told
            .iter()
            .map(|told| {
                Ok(metric_facts::ActiveModel {
                    suggestion_id: Set(told.facts.id.0),
                    revision: Set(told.revision),
                    form: Set(MetricFacts::FORM),
                    counts_until: Set(told.facts.counts_until()),
                    facts: Set(code::to_json(&told.facts)?),
                })
            })
            .collect::<Result<Vec<_>, StoreError>>()?;
        let conflict = OnConflict::column(metric_facts::Column::SuggestionId)
            .update_columns([
                metric_facts::Column::Revision,
                metric_facts::Column::Form,
                metric_facts::Column::CountsUntil,
                metric_facts::Column::Facts,
            ])
            .to_owned();
        metric_facts::Entity::insert_many(rows)
            .on_conflict(conflict)
            .exec_without_returning(&self.conn)
            .await?;
        Ok(())
    }
}

async fn push_told(
    conn: &impl ConnectionTrait,
    items: Vec<(i64, Option<i64>, bool)>,
    found: &mut Vec<ItemFacts>,
) -> Result<(), StoreError> {
    for some in items.chunks(TOGETHER) {
        let ids: Vec<i64> = some.iter().map(|(id, ..)| *id).collect();
        let told = told_of(conn, &ids).await?;
        let mut told: HashMap<i64, MetricFacts> = told
            .into_iter()
            .map(|told| (told.facts.id.0, told.facts))
            .collect();
        found.extend(some.iter().filter_map(|(id, topic, is_restricted)| {
            Some(ItemFacts {
                facts: told.remove(id)?,
                topic: topic.map(TopicId),
                is_restricted: *is_restricted,
            })
        }));
    }
    Ok(())
}

async fn told_of(conn: &impl ConnectionTrait, ids: &[i64]) -> Result<Vec<ToldFacts>, StoreError> {
    let rows = suggestion_event::Entity::find()
        .filter(suggestion_event::Column::SuggestionId.is_in(ids.iter().copied()))
        .order_by_asc(suggestion_event::Column::SuggestionId)
        .order_by_asc(suggestion_event::Column::N)
        .all(conn)
        .await?;
    let told = rows.chunk_by(|a, b| a.suggestion_id == b.suggestion_id);
    Ok(told
        .filter_map(|rows| {
            let id = SuggestionId(rows.first()?.suggestion_id);
            let events: Vec<_> = rows
                .iter()
                .map(read_recorded)
                .collect::<Result<_, _>>()
                .ok()?;
            Some(ToldFacts {
                revision: events.last()?.n,
                facts: MetricFacts::from_ledger(id, &events)?,
            })
        })
        .collect())
}
