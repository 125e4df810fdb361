//! 公开: consent, the public wording, and its end. What is read here is what everybody may read, so
//! every query asks for rows that are public now: a withdrawal needs no follower to take effect.

use huiyin_core::time::{self, Instant};
use huiyin_core::{Byline, Digest, NewAttachment, Scope, SuggestionId, TopicId};
use huiyin_workflow::{Event, PublicText, Recorded};
use sea_orm::sea_query::{Expr, LikeExpr, Query};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
};

use crate::code;
use crate::entity::{Words, publication, publication_file, suggestion_row};
use crate::error::StoreError;
use crate::read::{Page, Read};
use crate::scope::within;
use crate::tx::Tx;

/// The wording of a publication, to be kept with the event that the engine made of it.
#[derive(Debug, Clone, Copy)]
pub struct NewPublication<'a> {
    pub year: i32,
    pub seq: i64,
    pub text: &'a PublicText,
    /// Title, text and reply as the search compares them.
    pub search_text: &'a str,
    /// The name to be shown, when the submitter chose 署名.
    pub name: Option<&'a str>,
    pub topic: Option<TopicId>,
    pub salt: [u8; 16],
    pub files: &'a [NewAttachment],
    pub at: Instant,
}

/// What everybody may read of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publication {
    pub suggestion: SuggestionId,
    pub year: i32,
    pub seq: i64,
    pub text: PublicText,
    pub name: Option<String>,
    pub topic: Option<TopicId>,
    pub published_at: Instant,
}

/// A file of a publication; it has no name of its own, because file names name people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicFile {
    pub no: i64,
    pub media_type: String,
    pub size: u64,
    pub digest: Digest,
}

/// What is asked of the public list.
#[derive(Debug, Clone, Default)]
pub struct PublicQuery {
    /// All of them must occur, as the search compares them.
    pub words: Vec<String>,
    pub topic: Option<TopicId>,
    pub offset: u64,
    pub limit: u64,
}

/// An answered item whose submitter agreed and that is not public.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publishable {
    pub suggestion: SuggestionId,
    pub ticket_no: String,
    pub title: String,
    pub byline: Byline,
    pub consented_at: Instant,
    pub was_taken_down: bool,
}

impl Tx {
    /// The rows that follow from recorded events alone.
    pub(crate) async fn keep_openness(
        &self,
        id: SuggestionId,
        recorded: &Recorded,
    ) -> Result<(), StoreError> {
        if let Event::ConsentGiven { byline } = &recorded.change.event {
            let row = publication::ActiveModel {
                suggestion_id: Set(id.0),
                byline: Set(byline.code().to_owned()),
                consented_at: Set(recorded.at),
                ..Default::default()
            };
            publication::Entity::insert(row)
                .exec_without_returning(&self.conn)
                .await?;
        }
        if matches!(recorded.change.event, Event::ConsentWithdrawn) {
            self.remove_files(id).await?;
            publication::Entity::delete_by_id(id.0)
                .exec(&self.conn)
                .await?;
        }
        if matches!(recorded.change.event, Event::Unpublished { .. }) {
            self.remove_files(id).await?;
            publication::Entity::update_many()
                .col_expr(publication::Column::TakenDownAt, Expr::value(recorded.at))
                .col_expr(
                    publication::Column::Name,
                    Expr::value(Option::<String>::None),
                )
                .filter(publication::Column::SuggestionId.eq(id.0))
                .exec(&self.conn)
                .await?;
        }
        self.keep_archive(id, recorded).await
    }

    async fn remove_files(&self, id: SuggestionId) -> Result<(), StoreError> {
        publication_file::Entity::delete_many()
            .filter(publication_file::Column::SuggestionId.eq(id.0))
            .exec(&self.conn)
            .await?;
        Ok(())
    }

    /// Keeps the wording of a publication that was just recorded.
    ///
    /// # Errors
    /// [`StoreError::Stale`] without a consent.
    pub async fn keep_publication(
        &self,
        id: SuggestionId,
        new: NewPublication<'_>,
    ) -> Result<(), StoreError> {
        let words = |text: &str| Set(Some(Words(code::without_nul(text))));
        let row = publication::ActiveModel {
            year: Set(Some(new.year)),
            seq: Set(Some(new.seq)),
            title: words(&new.text.title),
            body: words(&new.text.body),
            reply: words(&new.text.reply),
            search_text: words(new.search_text),
            name: Set(new.name.map(|name| Words(code::without_nul(name)))),
            topic_id: Set(new.topic.map(|topic| topic.0)),
            salt: Set(Some(new.salt.to_vec())),
            published_at: Set(Some(time::to_micros(new.at))),
            taken_down_at: Set(None),
            ..Default::default()
        };
        let done = publication::Entity::update_many()
            .set(row)
            .filter(publication::Column::SuggestionId.eq(id.0))
            .exec(&self.conn)
            .await?;
        if done.rows_affected != 1 {
            return Err(StoreError::Stale);
        }
        let files: Vec<_> = (1..)
            .zip(new.files)
            .map(|(no, file)| publication_file::ActiveModel {
                suggestion_id: Set(id.0),
                no: Set(no),
                media_type: Set(file.media_type.clone()),
                size: Set(i64::try_from(file.size).unwrap_or(i64::MAX)),
                digest: Set(file.digest.as_bytes().to_vec()),
            })
            .collect();
        if !files.is_empty() {
            publication_file::Entity::insert_many(files)
                .exec_without_returning(&self.conn)
                .await?;
        }
        Ok(())
    }

    /// Takes the name off a publication: the person was erased.
    pub(crate) async fn forget_byline(&self, id: SuggestionId) -> Result<(), StoreError> {
        publication::Entity::update_many()
            .col_expr(
                publication::Column::Name,
                Expr::value(Option::<String>::None),
            )
            .filter(publication::Column::SuggestionId.eq(id.0))
            .exec(&self.conn)
            .await?;
        Ok(())
    }
}

/// Public now.
fn is_public() -> Condition {
    Condition::all()
        .add(publication::Column::PublishedAt.is_not_null())
        .add(publication::Column::TakenDownAt.is_null())
}

impl Read {
    /// What everybody may read, newest first.
    ///
    /// # Errors
    /// What the database says.
    pub async fn publications(&self, query: &PublicQuery) -> Result<Page<Publication>, StoreError> {
        let mut condition = is_public();
        if let Some(topic) = query.topic {
            condition = condition.add(publication::Column::TopicId.eq(topic.0));
        }
        for word in &query.words {
            condition = condition.add(publication::Column::SearchText.like(containing(word)));
        }
        let found = publication::Entity::find().filter(condition);
        let total = found.clone().count(&self.conn).await?;
        let rows = found
            .order_by_desc(publication::Column::PublishedAt)
            .order_by_desc(publication::Column::SuggestionId)
            .offset(query.offset)
            .limit(query.limit)
            .all(&self.conn)
            .await?;
        let rows = rows.into_iter().filter_map(read_publication).collect();
        Ok(Page { total, rows })
    }

    /// One publication by its public number.
    ///
    /// # Errors
    /// What the database says.
    pub async fn publication_numbered(
        &self,
        year: i32,
        seq: i64,
    ) -> Result<Option<Publication>, StoreError> {
        let row = publication::Entity::find()
            .filter(is_public())
            .filter(publication::Column::Year.eq(year))
            .filter(publication::Column::Seq.eq(seq))
            .one(&self.conn)
            .await?;
        Ok(row.and_then(read_publication))
    }

    /// What is public of an item now.
    ///
    /// # Errors
    /// What the database says.
    pub async fn publication_of(
        &self,
        id: SuggestionId,
    ) -> Result<Option<Publication>, StoreError> {
        let row = publication::Entity::find_by_id(id.0)
            .filter(is_public())
            .one(&self.conn)
            .await?;
        Ok(row.and_then(read_publication))
    }

    /// The wording of a publication that was taken down, for whoever publishes it again.
    ///
    /// # Errors
    /// What the database says.
    pub async fn taken_down_text(
        &self,
        id: SuggestionId,
    ) -> Result<Option<PublicText>, StoreError> {
        let row = publication::Entity::find_by_id(id.0)
            .filter(publication::Column::TakenDownAt.is_not_null())
            .one(&self.conn)
            .await?;
        Ok(row.and_then(read_publication).map(|p| p.text))
    }

    /// The files of a publication, as long as it is public.
    ///
    /// # Errors
    /// What the database says.
    pub async fn public_files(&self, id: SuggestionId) -> Result<Vec<PublicFile>, StoreError> {
        let rows = publication_file::Entity::find()
            .filter(publication_file::Column::SuggestionId.eq(id.0))
            .order_by_asc(publication_file::Column::No)
            .all(&self.conn)
            .await?;
        rows.into_iter()
            .map(|row| {
                Ok(PublicFile {
                    no: row.no,
                    media_type: row.media_type,
                    size: u64::try_from(row.size).unwrap_or(0),
                    digest: code::digest("publication_file.digest", &row.digest)?,
                })
            })
            .collect()
    }

    /// Answered items within the scope whose submitter agreed and that are not public, in the
    /// order of the consent.
    ///
    /// # Errors
    /// What the database says.
    pub async fn publishable(
        &self,
        scope: &Scope,
        limit: u64,
    ) -> Result<Vec<Publishable>, StoreError> {
        use huiyin_core::Status::{Closed, Replied};
        let answered = Query::select()
            .column(suggestion_row::Column::Id)
            .from(suggestion_row::Entity)
            .cond_where(
                within(scope)
                    .add(suggestion_row::Column::Status.is_in([Replied.code(), Closed.code()]))
                    .add(suggestion_row::Column::IsRestricted.eq(false)),
            )
            .to_owned();
        let not_archived = Query::select()
            .column(crate::entity::archive::Column::SuggestionId)
            .from(crate::entity::archive::Entity)
            .to_owned();
        let waiting = Condition::any()
            .add(publication::Column::PublishedAt.is_null())
            .add(publication::Column::TakenDownAt.is_not_null());
        let rows = publication::Entity::find()
            .filter(waiting)
            .filter(publication::Column::SuggestionId.in_subquery(answered))
            .filter(publication::Column::SuggestionId.not_in_subquery(not_archived))
            .order_by_asc(publication::Column::ConsentedAt)
            .limit(limit)
            .all(&self.conn)
            .await?;
        let ids: Vec<i64> = rows.iter().map(|row| row.suggestion_id).collect();
        let items = suggestion_row::Entity::find()
            .filter(suggestion_row::Column::Id.is_in(ids))
            .all(&self.conn)
            .await?;
        rows.into_iter()
            .filter_map(|row| {
                let item = items.iter().find(|item| item.id == row.suggestion_id)?;
                Some((row, item))
            })
            .map(|(row, item)| {
                Ok(Publishable {
                    suggestion: SuggestionId(item.id),
                    ticket_no: item.ticket_no.clone(),
                    title: item.title.0.clone(),
                    byline: code::read("publication.byline", &row.byline, Byline::from_code)?,
                    consented_at: row.consented_at,
                    was_taken_down: row.taken_down_at.is_some(),
                })
            })
            .collect()
    }
}

/// A pattern for what contains the word, wherever it stands and whatever signs are in it.
fn containing(word: &str) -> LikeExpr {
    let mut pattern = String::from("%");
    for sign in word.chars() {
        if matches!(sign, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(sign);
    }
    pattern.push('%');
    LikeExpr::new(pattern).escape('!')
}

fn read_publication(row: publication::Model) -> Option<Publication> {
    Some(Publication {
        suggestion: SuggestionId(row.suggestion_id),
        year: row.year?,
        seq: row.seq?,
        text: PublicText {
            title: row.title?.0,
            body: row.body?.0,
            reply: row.reply?.0,
        },
        name: row.name.map(|name| name.0),
        topic: row.topic_id.map(TopicId),
        published_at: row.published_at?,
    })
}
