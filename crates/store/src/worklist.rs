//! 待办、在办、已办: what is owed, by whom, sorted by when.

use huiyin_core::time::Instant;
use huiyin_core::{
    Channel, ObligationKind, Scope, Status, SuggestionId, SuggestionKind, TopicId, UnitId,
};
use sea_orm::sea_query::{Query, SelectStatement};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};

use crate::code;
use crate::entity::{assignment, obligation, suggestion_row};
use crate::error::StoreError;
use crate::read::{Page, Read};
use crate::scope::within;

/// Which of the three lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Worklist {
    /// 待办: one of the asked units owes something of the asked kinds, also where the item itself
    /// has ended (承诺、挂账复查、剔除审批).
    #[default]
    Todo,
    /// 在办: open, whoever owes.
    InProgress,
    /// 已办: ended.
    Done,
}

/// What to list. Every filter may be empty, which means: any.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WorklistQuery {
    pub list: Worklist,
    /// Only items on which one of these units owes something.
    pub owed_by: Option<Vec<UnitId>>,
    /// Only items on which something of these kinds is owed (by those units).
    pub owed: Vec<ObligationKind>,
    /// Only items of which one of these accounts is the handler.
    pub handlers: Vec<huiyin_core::AccountId>,
    pub statuses: Vec<Status>,
    pub kinds: Vec<SuggestionKind>,
    pub channels: Vec<Channel>,
    pub topics: Vec<TopicId>,
    /// Lead or accountable unit.
    pub units: Vec<UnitId>,
    /// Start of the number, as typed: `GH2026-0001`, or only its digits at the end.
    pub ticket: Option<String>,
    /// Only items whose earliest due time lies before this.
    pub due_before: Option<Instant>,
    pub offset: u64,
    /// 0 means 50.
    pub limit: u64,
}

/// One line of a list.
#[derive(Clone, PartialEq, Eq)]
pub struct WorklistRow {
    pub id: SuggestionId,
    pub ticket_no: String,
    pub title: String,
    pub status: Status,
    pub kind: SuggestionKind,
    pub channel: Channel,
    pub topic: Option<TopicId>,
    pub lead_unit: Option<UnitId>,
    pub accountable_unit: Option<UnitId>,
    pub received_at: Instant,
    pub next_due_at: Option<Instant>,
    pub next_due_kind: Option<ObligationKind>,
    /// Who owes what is due next: by the calendar of that unit its days are counted. Read for
    /// worklists only.
    pub next_due_unit: Option<UnitId>,
    pub closed_at: Option<Instant>,
    pub is_urgent: bool,
    pub is_restricted: bool,
    /// 并案: how many items are handled with it and not yet answered.
    pub n_children: u64,
}

impl std::fmt::Debug for WorklistRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("WorklistRow")
            .field("ticket_no", &self.ticket_no)
            .field("status", &self.status)
            .field("next_due_at", &self.next_due_at)
            .finish_non_exhaustive()
    }
}

/// A page of a list.
pub type WorklistPage = Page<WorklistRow>;

type Column = suggestion_row::Column;

impl Read {
    /// A page of a worklist: open items by what is due first, ended ones by what ended last.
    ///
    /// # Errors
    /// What the database says.
    pub async fn worklist(
        &self,
        scope: &Scope,
        query: &WorklistQuery,
    ) -> Result<WorklistPage, StoreError> {
        let found = suggestion_row::Entity::find()
            .filter(within(scope))
            .filter(asked(query));
        let total = found.clone().count(&self.conn).await?;
        let sorted = match query.list {
            Worklist::Todo | Worklist::InProgress => found
                .order_by_asc(Column::NextDueAt)
                .order_by_asc(Column::Id),
            Worklist::Done => found
                .order_by_desc(Column::ClosedAt)
                .order_by_desc(Column::Id),
        };
        let limit = if query.limit == 0 { 50 } else { query.limit };
        let rows = sorted
            .offset(query.offset)
            .limit(limit)
            .all(&self.conn)
            .await?;
        let mut rows = rows
            .into_iter()
            .map(read_row)
            .collect::<Result<Vec<_>, _>>()?;
        self.count_children(&mut rows).await?;
        self.name_who_owes_next(&mut rows).await?;
        Ok(Page { total, rows })
    }

    async fn name_who_owes_next(&self, rows: &mut [WorklistRow]) -> Result<(), StoreError> {
        if rows.is_empty() {
            return Ok(());
        }
        let owed: Vec<(i64, String, i64)> = obligation::Entity::find()
            .select_only()
            .column(obligation::Column::SuggestionId)
            .column(obligation::Column::Kind)
            .column(obligation::Column::UnitId)
            .filter(obligation::Column::SuggestionId.is_in(rows.iter().map(|row| row.id.0)))
            .filter(obligation::Column::EndedAt.is_null())
            .order_by_asc(obligation::Column::DueAt)
            .order_by_asc(obligation::Column::No)
            .into_tuple()
            .all(&self.conn)
            .await?;
        for row in rows {
            let kind = row.next_due_kind.map(|kind| kind.code());
            let next = owed
                .iter()
                .find(|(id, owed, _)| *id == row.id.0 && Some(owed.as_str()) == kind);
            row.next_due_unit = next.map(|(_, _, unit)| UnitId(*unit));
        }
        Ok(())
    }

    async fn count_children(&self, rows: &mut [WorklistRow]) -> Result<(), StoreError> {
        if rows.is_empty() {
            return Ok(());
        }
        let counted: Vec<(Option<i64>, i64)> = suggestion_row::Entity::find()
            .select_only()
            .column(Column::ParentId)
            .column_as(Column::Id.count(), "n")
            .filter(Column::ParentId.is_in(rows.iter().map(|row| row.id.0)))
            .filter(Column::Status.is_in([Status::Merged.code(), Status::InReview.code()]))
            .group_by(Column::ParentId)
            .into_tuple()
            .all(&self.conn)
            .await?;
        for row in rows {
            let n = counted.iter().find(|(parent, _)| *parent == Some(row.id.0));
            row.n_children = n.map_or(0, |(_, n)| u64::try_from(*n).unwrap_or(0));
        }
        Ok(())
    }
    /// These items as lines of a list, as far as the viewer may see them, in the order asked.
    ///
    /// # Errors
    /// What the database says.
    pub async fn rows_of(
        &self,
        scope: &Scope,
        ids: &[SuggestionId],
    ) -> Result<Vec<WorklistRow>, StoreError> {
        let found = suggestion_row::Entity::find()
            .filter(within(scope))
            .filter(Column::Id.is_in(ids.iter().map(|id| id.0)))
            .all(&self.conn)
            .await?;
        let mut rows: Vec<_> = found.into_iter().map(read_row).collect::<Result<_, _>>()?;
        rows.sort_by_key(|row| ids.iter().position(|id| *id == row.id));
        Ok(rows)
    }

    /// How many items a worklist has.
    ///
    /// # Errors
    /// What the database says.
    pub async fn worklist_total(
        &self,
        scope: &Scope,
        query: &WorklistQuery,
    ) -> Result<u64, StoreError> {
        let found = suggestion_row::Entity::find()
            .filter(within(scope))
            .filter(asked(query));
        Ok(found.count(&self.conn).await?)
    }
}

fn asked(query: &WorklistQuery) -> Condition {
    let listed = match query.list {
        Worklist::Todo => Column::NextDueAt.is_not_null(),
        Worklist::InProgress => Column::IsOpen.eq(true),
        Worklist::Done => Column::IsOpen.eq(false),
    };
    let mut condition = Condition::all().add(listed);
    if query.owed_by.is_some() || !query.owed.is_empty() {
        condition = condition.add(Column::Id.in_subquery(owing(query)));
    }
    if !query.handlers.is_empty() {
        let handled = Query::select()
            .column(assignment::Column::SuggestionId)
            .from(assignment::Entity)
            .and_where(assignment::Column::IsCurrent.eq(true))
            .and_where(assignment::Column::HandlerId.is_in(query.handlers.iter().map(|a| a.0)))
            .to_owned();
        condition = condition.add(Column::Id.in_subquery(handled));
    }
    if !query.statuses.is_empty() {
        condition = condition.add(Column::Status.is_in(query.statuses.iter().map(|s| s.code())));
    }
    if !query.kinds.is_empty() {
        condition = condition.add(Column::Kind.is_in(query.kinds.iter().map(|k| k.code())));
    }
    if !query.channels.is_empty() {
        condition = condition.add(Column::Channel.is_in(query.channels.iter().map(|c| c.code())));
    }
    if !query.topics.is_empty() {
        condition = condition.add(Column::TopicId.is_in(query.topics.iter().map(|t| t.0)));
    }
    if !query.units.is_empty() {
        let units: Vec<i64> = query.units.iter().map(|u| u.0).collect();
        condition = condition.add(
            Condition::any()
                .add(Column::LeadUnitId.is_in(units.clone()))
                .add(Column::AccountableUnitId.is_in(units)),
        );
    }
    if let Some(typed) = &query.ticket {
        condition = condition.add(numbered(typed));
    }
    let is_ended = query.list == Worklist::Done;
    if !is_ended && query.ticket.is_none() && !query.statuses.contains(&Status::Merged) {
        condition = condition.add(not_through_another());
    }
    if let Some(before) = query.due_before {
        condition = condition.add(Column::NextDueAt.lt(before));
    }
    condition
}

/// 并案: while its parent is handled there is nothing to do on a child; it is found through the
/// parent. As soon as the parent's reply is written, the child waits for its own.
fn not_through_another() -> Condition {
    let handled = [Status::Assigned.code(), Status::InProgress.code()];
    let parents = Query::select()
        .column(Column::Id)
        .from(suggestion_row::Entity)
        .and_where(Column::Status.is_in(handled))
        .to_owned();
    Condition::any()
        .add(Column::Status.ne(Status::Merged.code()))
        .add(Column::ParentId.is_null())
        .add(Column::ParentId.not_in_subquery(parents))
}

/// The items on which the asked units owe something of the asked kinds.
fn owing(query: &WorklistQuery) -> SelectStatement {
    let mut owing = Query::select()
        .column(obligation::Column::SuggestionId)
        .from(obligation::Entity)
        .and_where(obligation::Column::EndedAt.is_null())
        .to_owned();
    if let Some(units) = &query.owed_by {
        owing.and_where(obligation::Column::UnitId.is_in(units.iter().map(|u| u.0)));
    }
    if !query.owed.is_empty() {
        owing.and_where(obligation::Column::Kind.is_in(query.owed.iter().map(|k| k.code())));
    }
    owing
}

/// A number as typed: its start, or its sequence alone.
fn numbered(typed: &str) -> Condition {
    let plain: String = typed
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || *c == '-')
        .collect::<String>()
        .to_ascii_uppercase();
    if plain.is_empty() {
        return Condition::all();
    }
    let mut condition = Condition::any().add(Column::TicketNo.starts_with(plain.as_str()));
    if let Ok(seq) = plain.parse::<i64>() {
        condition = condition.add(Column::TicketSeq.eq(seq));
    }
    condition
}

fn read_row(row: suggestion_row::Model) -> Result<WorklistRow, StoreError> {
    let due = row.next_due_kind.as_deref();
    Ok(WorklistRow {
        id: SuggestionId(row.id),
        ticket_no: row.ticket_no,
        title: row.title.0,
        status: code::read("suggestion.status", &row.status, Status::from_code)?,
        kind: code::read("suggestion.kind", &row.kind, SuggestionKind::from_code)?,
        channel: code::read("suggestion.channel", &row.channel, Channel::from_code)?,
        topic: row.topic_id.map(TopicId),
        lead_unit: row.lead_unit_id.map(UnitId),
        accountable_unit: row.accountable_unit_id.map(UnitId),
        received_at: row.received_at,
        next_due_at: row.next_due_at,
        next_due_kind: code::read_opt("suggestion.next_due_kind", due, ObligationKind::from_code)?,
        next_due_unit: None,
        closed_at: row.closed_at,
        is_urgent: row.is_urgent,
        is_restricted: row.is_restricted,
        n_children: 0,
    })
}
