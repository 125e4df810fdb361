//! What a viewer may see, as part of the query.

use huiyin_core::ctx::UnitScope;
use huiyin_core::{Digest, Scope, SuggestionId, TicketNo};
use huiyin_workflow::Suggestion;
use sea_orm::sea_query::Query;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect};

use crate::accused::not_accusing;
use crate::aggregate::{Lock, load_one};
use crate::entity::{suggestion_row, visible_unit};
use crate::error::StoreError;
use crate::read::Read;

/// The condition on `suggestion` that keeps a query within a scope.
pub(crate) fn within(scope: &Scope) -> Condition {
    let mut condition =
        Condition::all().add(not_accusing(&scope.viewer, suggestion_row::Column::Id));
    if !scope.restricted {
        condition = condition.add(suggestion_row::Column::IsRestricted.eq(false));
    }
    match &scope.units {
        UnitScope::All => condition,
        UnitScope::Nothing => condition.add(suggestion_row::Column::Id.eq(-1)),
        UnitScope::Of(units) => {
            let visible = Query::select()
                .column(visible_unit::Column::SuggestionId)
                .from(visible_unit::Entity)
                .and_where(visible_unit::Column::UnitId.is_in(units.iter().map(|u| u.0)))
                .to_owned();
            condition.add(suggestion_row::Column::Id.in_subquery(visible))
        }
    }
}

impl Read {
    /// A suggestion, if the viewer may see it. What may not be seen costs the one question that
    /// what is missing costs.
    ///
    /// # Errors
    /// What the database says.
    pub async fn load_scoped(
        &self,
        scope: &Scope,
        id: SuggestionId,
    ) -> Result<Option<Suggestion>, StoreError> {
        let snapshot = self.conn.snapshot().await?;
        let visible = suggestion_row::Entity::find_by_id(id.0)
            .select_only()
            .column(suggestion_row::Column::Id)
            .filter(within(scope))
            .into_tuple::<i64>()
            .one(&snapshot)
            .await?;
        let found = match visible {
            Some(_) => load_one(&snapshot, id, Lock::No).await?.map(|(s, _)| s),
            None => None,
        };
        snapshot.end().await?;
        Ok(found)
    }

    /// The suggestion with a printed number.
    ///
    /// # Errors
    /// What the database says.
    pub async fn find_by_ticket(&self, no: &TicketNo) -> Result<Option<SuggestionId>, StoreError> {
        self.find(suggestion_row::Column::TicketNo.eq(no.to_string()))
            .await
    }

    /// The suggestion whose query code has this digest.
    ///
    /// # Errors
    /// What the database says.
    pub async fn find_by_lookup(&self, code: Digest) -> Result<Option<SuggestionId>, StoreError> {
        let condition = suggestion_row::Column::LookupDigest.eq(code.as_bytes().to_vec());
        self.find(condition).await
    }

    /// The suggestion that another system gave this number.
    ///
    /// # Errors
    /// What the database says.
    pub async fn find_by_external_no(&self, no: &str) -> Result<Option<SuggestionId>, StoreError> {
        self.find(suggestion_row::Column::ExternalNo.eq(no)).await
    }

    /// The number of a suggestion, as printed.
    ///
    /// # Errors
    /// What the database says.
    pub async fn ticket_no(&self, id: SuggestionId) -> Result<Option<String>, StoreError> {
        Ok(suggestion_row::Entity::find_by_id(id.0)
            .select_only()
            .column(suggestion_row::Column::TicketNo)
            .into_tuple()
            .one(&self.conn)
            .await?)
    }

    /// The number another system gave a suggestion.
    ///
    /// # Errors
    /// What the database says.
    pub async fn external_no(&self, id: SuggestionId) -> Result<Option<String>, StoreError> {
        let found: Option<Option<String>> = suggestion_row::Entity::find_by_id(id.0)
            .select_only()
            .column(suggestion_row::Column::ExternalNo)
            .into_tuple()
            .one(&self.conn)
            .await?;
        Ok(found.flatten())
    }

    async fn find(
        &self,
        condition: sea_orm::sea_query::SimpleExpr,
    ) -> Result<Option<SuggestionId>, StoreError> {
        let id: Option<i64> = suggestion_row::Entity::find()
            .select_only()
            .column(suggestion_row::Column::Id)
            .filter(condition)
            .into_tuple()
            .one(&self.conn)
            .await?;
        Ok(id.map(SuggestionId))
    }
}
