//! A search from request to answer.

use chrono::DateTime;
use huiyin_core::SuggestionId;
use huiyin_core::search::{SearchAnswer, SearchHit, SearchOrder, SearchRequest};
use tantivy::columnar::Column;
use tantivy::schema::{Field, Value};
use tantivy::{Searcher, TantivyDocument, TantivyError};

use crate::builder::Builder;
use crate::collect::{Found, Ranked, Walk};
use crate::error::IndexError;
use crate::index::{Index, Live};
use crate::query::Asked;
use crate::schema::{self, ID, RECEIVED_AT, STATUS};
use crate::snippet::Marked;

impl Index {
    /// Answers a request. What matches is told at [`SearchAnswer`]; an empty query lists the scope,
    /// the newest first. Never waits for the dictionary: before it is loaded, only literal matches
    /// are found, and ranked by bigrams.
    pub fn search(&self, request: &SearchRequest) -> Result<SearchAnswer, IndexError> {
        self.answer(request).map_err(|error| self.explain(error))
    }

    fn answer(&self, request: &SearchRequest) -> Result<SearchAnswer, TantivyError> {
        let live = self.live();
        let searcher = live.reader.searcher();
        let asked = Asked::parse(&request.q, self.analyser());
        let builder = Builder {
            searcher: &searcher,
            fields: &live.fields,
            analyser: self.analyser(),
            scope: &request.scope,
            asked: &asked,
            is_ranked: match request.order {
                SearchOrder::Relevance => !asked.is_empty(),
                SearchOrder::Newest => false,
            },
        };
        // nobody can want more than there is
        let all = usize::try_from(searcher.num_docs()).unwrap_or(usize::MAX);
        let wanted = request.offset.saturating_add(request.limit).min(all);
        let walk = Walk::new(request, wanted);

        let mut found = searcher.search(&builder.all_words()?, &walk)?;
        let mut relaxed = false;
        if found.before_filters == 0
            && let Some(query) = builder.most_pieces()?
        {
            found = searcher.search(&query, &walk)?;
            relaxed = found.before_filters > 0;
        }
        let near = match request.order {
            SearchOrder::Relevance if !relaxed && request.offset == 0 => {
                near(&builder, request, &found)?
            }
            SearchOrder::Relevance | SearchOrder::Newest => Vec::new(),
        };
        let show = |ranked: &Ranked| hit(&searcher, &live, &asked, ranked);
        Ok(SearchAnswer {
            total: found.total,
            exact: found.literal,
            relaxed,
            hits: page(&found, request).map(show).collect::<Result<_, _>>()?,
            near: near.iter().map(show).collect::<Result<_, _>>()?,
            facets: found.facets(),
        })
    }
}

/// A sentence rarely stands in two letters word for word; who types one wants its neighbours too.
fn near(
    builder: &Builder<'_>,
    request: &SearchRequest,
    found: &Found,
) -> Result<Vec<Ranked>, TantivyError> {
    const FEW: usize = 10;
    let matches = usize::try_from(found.total).unwrap_or(usize::MAX);
    if matches == 0 || matches >= FEW || matches > request.limit {
        return Ok(Vec::new());
    }
    let Some(query) = builder.most_pieces()? else {
        return Ok(Vec::new());
    };
    let more = builder
        .searcher
        .search(&query, &Walk::new(request, FEW + matches))?;
    let is_new = |one: &Ranked| found.best.iter().all(|best| best.address != one.address);
    Ok(more.best.into_iter().filter(is_new).take(FEW).collect())
}

fn page<'a>(found: &'a Found, request: &SearchRequest) -> impl Iterator<Item = &'a Ranked> {
    found.best.iter().skip(request.offset).take(request.limit)
}

fn hit(
    searcher: &Searcher,
    live: &Live,
    asked: &Asked,
    ranked: &Ranked,
) -> Result<SearchHit, TantivyError> {
    let document: TantivyDocument = searcher.doc(ranked.address)?;
    let text = |field: Field| {
        document
            .get_first(field)
            .and_then(|value| value.as_str())
            .unwrap_or_default()
    };
    let columns = searcher
        .segment_reader(ranked.address.segment_ord)
        .fast_fields();
    let number = |column: Column<i64>| column.first(ranked.address.doc_id).unwrap_or_default();
    let status = number(columns.i64(STATUS)?);
    let external_no = document
        .get_first(live.fields.external_no)
        .and_then(|value| value.as_str());
    Ok(SearchHit {
        id: SuggestionId(number(columns.i64(ID)?)),
        ticket_no: text(live.fields.ticket_no).to_owned(),
        external_no: external_no.map(str::to_owned),
        title: Marked::new(text(live.fields.title), asked).whole(),
        snippet: {
            let body = Marked::new(text(live.fields.body), asked);
            let reply = Marked::new(text(live.fields.reply), asked);
            if reply.weight() > body.weight() {
                reply.snippet()
            } else {
                body.snippet()
            }
        },
        status: schema::status_of(status)
            .ok_or_else(|| TantivyError::InternalError(format!("no status number {status}")))?,
        received_at: DateTime::from_timestamp_micros(number(columns.i64(RECEIVED_AT)?))
            .unwrap_or_default(),
        score: ranked.score,
    })
}
