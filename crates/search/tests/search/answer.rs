//! What an answer looks like: order, marks, facets, pages.

use chrono::DateTime;
use huiyin_core::search::{Month, SearchOrder, SearchRequest, Tier};
use huiyin_core::{Channel, Scope, Status, SuggestionKind, TopicId, UnitId};

use crate::material::{Shelf, ids, ids_of, item};

#[test]
fn words_apart_are_found_after_words_together() {
    let shelf = Shelf::with(vec![
        item(1, "食堂", "素菜太贵，请再开一个窗口"),
        item(2, "关于伙食", "请在食堂素菜窗口旁加座位"),
        item(3, "食堂素菜窗口", "太少"),
        item(4, "食堂", "窗口太少"),
        item(5, "食堂入口", "没有无障碍通道"),
        item(6, "医院", "没有无障碍通道"),
    ]);
    let answer = shelf.ask("食堂素菜窗口");
    assert_eq!(answer.total, 2);
    assert_eq!(ids(&answer)[..2], [3, 2]);
    assert_eq!(ids_of(&answer, Tier::Apart), [1]);
    assert!(ids_of(&answer, Tier::Missing).contains(&4));
    assert_eq!(ids_of(&shelf.ask("食堂无障碍"), Tier::Apart), [5]);
    assert_eq!(shelf.literal("障碍"), [5, 6]);
    assert_eq!(shelf.literal("食堂 无障碍"), [5]);
}

#[test]
fn a_sentence_finds_what_holds_most_of_it() {
    let shelf = Shelf::with(vec![
        item(1, "食堂饭菜贵", "希望食堂的饭菜便宜一些"),
        item(2, "停车位", "厂门口停车难"),
        item(3, "食堂", "卫生不好"),
    ]);
    let answer = shelf.ask("请问我们食堂的饭菜价格能不能便宜一点？");
    assert!(answer.is_relaxed());
    assert_eq!(ids(&answer)[0], 1);
    assert!(!ids(&answer).contains(&2));
    assert!(
        answer.hits[0]
            .snippet
            .0
            .contains(&("饭菜".to_owned(), true))
    );
    // what holds one of two words says so
    let two = shelf.ask("停车 饭菜");
    assert_eq!(two.total, 0);
    assert_eq!(ids_of(&two, Tier::Missing).len(), 2);
}

#[test]
fn hits_carry_what_a_list_shows() {
    let mut one = item(7, "食堂", "第一行\n素菜太少。");
    one.external_no = Some("12345-0099".to_owned());
    one.replies = vec!["食堂将增开素菜窗口".to_owned()];
    one.status = Status::Replied;
    let shelf = Shelf::with(vec![one]);
    let answer = shelf.ask("素菜太");
    let hit = &answer.hits[0];
    assert_eq!(hit.ticket_no, "GH2026-000007");
    assert_eq!(hit.external_no.as_deref(), Some("12345-0099"));
    assert_eq!(hit.status, Status::Replied);
    assert_eq!(
        hit.received_at,
        DateTime::from_timestamp(1_700_000_420, 0).unwrap()
    );
    assert_eq!(hit.title.plain(), "食堂");
    assert_eq!(hit.snippet.plain(), "第一行 素菜太少。");
    assert_eq!(hit.snippet.0[1], ("素菜太".to_owned(), true));
    // the reply is shown when the match is there
    assert_eq!(
        shelf.ask("增开").hits[0].snippet.plain(),
        "食堂将增开素菜窗口"
    );
    assert_eq!(shelf.ids("12345-0099"), [7]);
    assert_eq!(shelf.ids("0099"), [7]);
}

#[test]
fn facets_count_all_matches_and_ignore_their_own_filter() {
    let mut documents: Vec<_> = (1..=10).map(|id| item(id, "食堂", "")).collect();
    for document in &mut documents {
        let id = document.id.0;
        document.topic = (id > 2).then_some(TopicId(id % 2));
        document.lead_unit = Some(UnitId(5));
        document.status = if id <= 4 {
            Status::Closed
        } else {
            Status::InProgress
        };
        let day = if id <= 7 {
            "2025-12-31T15:59:59Z"
        } else {
            "2025-12-31T16:00:00Z"
        };
        document.received_at = day.parse().unwrap();
    }
    let shelf = Shelf::with(documents);
    let mut request = SearchRequest::new("食堂", Scope::leader());
    request.limit = 3;
    let all = shelf.index.search(&request).unwrap();
    assert_eq!((all.total, all.hits.len()), (10, 3));
    assert_eq!(all.facets.topics, [(TopicId(0), 4), (TopicId(1), 4)]);
    assert_eq!(all.facets.units, [(UnitId(5), 10)]);
    assert_eq!(
        all.facets.statuses,
        [(Status::InProgress, 6), (Status::Closed, 4)]
    );
    assert_eq!(all.facets.years, [(2026, 3), (2025, 7)]);
    let month = |year, month| Month { year, month };
    assert_eq!(
        all.facets.months,
        [(month(2026, 1), 3), (month(2025, 12), 7)]
    );
    assert_eq!(all.facets.channels, [(Channel::Web, 10)]);
    assert_eq!(all.facets.kinds, [(SuggestionKind::Proposal, 10)]);

    request.filters.statuses = vec![Status::Closed];
    let closed = shelf.index.search(&request).unwrap();
    assert_eq!(closed.total, 4);
    assert_eq!(closed.facets.statuses, all.facets.statuses);
    assert_eq!(closed.facets.years, [(2025, 4)]);

    request.filters.years = vec![2026];
    let none = shelf.index.search(&request).unwrap();
    assert_eq!((none.total, none.n_relaxed), (0, 0));
    assert_eq!(none.facets.years, [(2025, 4)]);
    assert_eq!(none.facets.statuses, [(Status::InProgress, 3)]);

    request.filters.statuses = vec![Status::Closed, Status::InProgress];
    request.filters.topics = vec![TopicId(1)];
    request.filters.units = vec![UnitId(5), UnitId(6)];
    assert_eq!(ids(&shelf.index.search(&request).unwrap()), [9]);
}

#[test]
fn pages_follow_on_without_gaps() {
    let documents: Vec<_> = (1..=57).map(|id| item(id, "食堂", "")).collect();
    let shelf = Shelf::with(documents);
    for order in [SearchOrder::Relevance, SearchOrder::Newest] {
        let mut seen = Vec::new();
        for page in 0..7 {
            let mut request = SearchRequest::new("食堂", Scope::leader());
            request.order = order;
            request.offset = page * 10;
            request.limit = 10;
            let answer = shelf.index.search(&request).unwrap();
            assert_eq!(answer.total, 57);
            seen.extend(ids(&answer));
        }
        // equal in score, so the newest first in both orders
        assert_eq!(seen, (1..=57).rev().collect::<Vec<_>>());
    }
    let mut request = SearchRequest::new("食堂", Scope::leader());
    request.limit = 0;
    assert_eq!(shelf.index.search(&request).unwrap().total, 57);
}

#[test]
fn newest_means_received_last() {
    let mut documents = vec![
        item(1, "食堂食堂食堂", "食堂"),
        item(2, "关于", "食堂"),
        item(3, "食堂", ""),
    ];
    documents[0].received_at = DateTime::from_timestamp(1_900_000_000, 0).unwrap();
    let shelf = Shelf::with(documents);
    let mut request = SearchRequest::new("食堂", Scope::leader());
    request.order = SearchOrder::Newest;
    assert_eq!(ids(&shelf.index.search(&request).unwrap()), [1, 3, 2]);
}

#[test]
fn the_title_counts_more_than_the_text() {
    let filler = "今天天气很好，我们去了公园，看见了许多花。".repeat(3);
    let shelf = Shelf::with(vec![
        item(1, "关于天气", &format!("{filler}食堂{filler}")),
        item(2, "食堂", &filler.repeat(2)),
    ]);
    assert_eq!(shelf.ids("食堂"), [2, 1]);
}
