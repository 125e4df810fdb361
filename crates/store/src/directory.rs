//! Units and topics: the organisation and the classification.

use huiyin_core::{AccountId, TopicId, UnitId};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveValue::NotSet, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder,
};

use crate::code;
use crate::entity::{topic, unit};
use crate::error::StoreError;
use crate::read::Read;
use crate::tx::Tx;

/// A unit as it is kept, known to files and interfaces by its code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewUnit {
    pub code: String,
    pub name: String,
    pub short_name: String,
    pub parent: Option<UnitId>,
    /// Office, department, territory, industry, grassroots.
    pub branch: String,
    /// Words in a text that suggest this unit.
    pub keywords: Vec<String>,
    /// 分办台.
    pub is_desk: bool,
    pub is_active: bool,
    pub sort_no: i32,
}

/// A unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitRow {
    pub id: UnitId,
    pub code: String,
    pub name: String,
    pub short_name: String,
    pub parent: Option<UnitId>,
    pub branch: String,
    pub keywords: Vec<String>,
    pub is_desk: bool,
    pub is_active: bool,
    pub sort_no: i32,
    /// The unit that took its place.
    pub merged_into: Option<UnitId>,
    /// 分管领导: who gets the copy when the unit is late.
    pub leader: Option<AccountId>,
}

/// A topic as it is kept, known to files and interfaces by its code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewTopic {
    pub code: String,
    pub name: String,
    pub parent: Option<TopicId>,
    pub keywords: Vec<String>,
    pub is_active: bool,
    pub sort_no: i32,
}

/// A topic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TopicRow {
    pub id: TopicId,
    pub code: String,
    pub name: String,
    pub parent: Option<TopicId>,
    pub keywords: Vec<String>,
    pub is_active: bool,
    pub sort_no: i32,
}

impl Tx {
    /// Adds a unit, or changes the one with that code.
    ///
    /// # Errors
    /// What the database says.
    pub async fn upsert_unit(&self, new: NewUnit) -> Result<UnitId, StoreError> {
        let row = unit::ActiveModel {
            id: NotSet,
            code: Set(new.code.clone()),
            name: Set(new.name),
            parent_id: Set(new.parent.map(|p| p.0)),
            keywords: Set(code::to_json(&new.keywords)?),
            is_active: Set(new.is_active),
            sort_no: Set(new.sort_no),
            short_name: Set(new.short_name),
            branch: Set(new.branch),
            is_desk: Set(new.is_desk),
            merged_into_id: NotSet,
            leader_id: NotSet,
        };
        let conflict = OnConflict::column(unit::Column::Code)
            .update_columns([
                unit::Column::Name,
                unit::Column::ParentId,
                unit::Column::Keywords,
                unit::Column::IsActive,
                unit::Column::SortNo,
                unit::Column::ShortName,
                unit::Column::Branch,
                unit::Column::IsDesk,
            ])
            .to_owned();
        unit::Entity::insert(row)
            .on_conflict(conflict)
            .exec_without_returning(&self.conn)
            .await?;
        let row = unit::Entity::find()
            .filter(unit::Column::Code.eq(new.code))
            .one(&self.conn)
            .await?;
        row.map(|row| UnitId(row.id))
            .ok_or_else(|| StoreError::Corrupt("unit: gone after writing".to_owned()))
    }

    /// Adds a topic, or changes the one with that code.
    ///
    /// # Errors
    /// What the database says.
    pub async fn upsert_topic(&self, new: NewTopic) -> Result<TopicId, StoreError> {
        let row = topic::ActiveModel {
            id: NotSet,
            code: Set(new.code.clone()),
            name: Set(new.name),
            parent_id: Set(new.parent.map(|p| p.0)),
            keywords: Set(code::to_json(&new.keywords)?),
            is_active: Set(new.is_active),
            sort_no: Set(new.sort_no),
        };
        let conflict = OnConflict::column(topic::Column::Code)
            .update_columns([
                topic::Column::Name,
                topic::Column::ParentId,
                topic::Column::Keywords,
                topic::Column::IsActive,
                topic::Column::SortNo,
            ])
            .to_owned();
        topic::Entity::insert(row)
            .on_conflict(conflict)
            .exec_without_returning(&self.conn)
            .await?;
        let row = topic::Entity::find()
            .filter(topic::Column::Code.eq(new.code))
            .one(&self.conn)
            .await?;
        row.map(|row| TopicId(row.id))
            .ok_or_else(|| StoreError::Corrupt("topic: gone after writing".to_owned()))
    }
}

impl Read {
    /// All units, in the order people expect.
    ///
    /// # Errors
    /// What the database says.
    pub async fn units(&self) -> Result<Vec<UnitRow>, StoreError> {
        unit::Entity::find()
            .order_by_asc(unit::Column::SortNo)
            .order_by_asc(unit::Column::Id)
            .all(&self.conn)
            .await?
            .into_iter()
            .map(|row| {
                Ok(UnitRow {
                    id: UnitId(row.id),
                    code: row.code,
                    name: row.name,
                    short_name: row.short_name,
                    parent: row.parent_id.map(UnitId),
                    branch: row.branch,
                    keywords: code::from_json("unit.keywords", &row.keywords)?,
                    is_desk: row.is_desk,
                    is_active: row.is_active,
                    sort_no: row.sort_no,
                    merged_into: row.merged_into_id.map(UnitId),
                    leader: row.leader_id.map(AccountId),
                })
            })
            .collect()
    }

    /// All topics, in the order people expect.
    ///
    /// # Errors
    /// What the database says.
    pub async fn topics(&self) -> Result<Vec<TopicRow>, StoreError> {
        topic::Entity::find()
            .order_by_asc(topic::Column::SortNo)
            .order_by_asc(topic::Column::Id)
            .all(&self.conn)
            .await?
            .into_iter()
            .map(|row| {
                Ok(TopicRow {
                    id: TopicId(row.id),
                    code: row.code,
                    name: row.name,
                    parent: row.parent_id.map(TopicId),
                    keywords: code::from_json("topic.keywords", &row.keywords)?,
                    is_active: row.is_active,
                    sort_no: row.sort_no,
                })
            })
            .collect()
    }
}
