//! 检索: found at once, found in files, found without an index, and nothing found that is nobody's
//! business.

use std::sync::Arc;

use huiyin_app::arrival::{RawFile, submit_form};
use huiyin_app::desk::{self, Found};
use huiyin_app::{organisation, worker};
use huiyin_core::search::{IndexState, SearchRequest};
use huiyin_core::{StaffActor, SuggestionId, TextState};
use huiyin_search::{Analyser, Index};
use huiyin_workflow::ActionKind;

use crate::kit::{TestApp, anonymous, dictionary, on_both};

pub(crate) fn open_index(t: &TestApp) -> Arc<Index> {
    let analyser = Analyser::new(&t.app.index_terms(&dictionary()));
    analyser.load();
    let index = Arc::new(Index::open(&t.folder.path().join("index"), analyser).unwrap());
    t.app.set_index(Arc::clone(&index));
    index
}

pub(crate) async fn follow(t: &TestApp) {
    worker::sequence(&t.app).await.unwrap();
    worker::index(&t.app).await.unwrap();
}

pub(crate) async fn found(t: &TestApp, who: &StaffActor, q: &str) -> Found {
    let request = SearchRequest {
        with_relaxed: false,
        limit: 100,
        ..SearchRequest::new(q, t.app.scope(who))
    };
    desk::search(&t.app, request).await.unwrap()
}

pub(crate) async fn ids(t: &TestApp, who: &StaffActor, q: &str) -> Vec<SuggestionId> {
    let found = found(t, who, q).await;
    let mut ids: Vec<_> = found.answer.hits.iter().map(|hit| hit.id).collect();
    ids.sort_unstable();
    ids
}

/// A letter with files.
async fn with_files(t: &TestApp, title: &str, files: &[(&str, &[u8])]) -> SuggestionId {
    let raw = files
        .iter()
        .map(|(name, bytes)| RawFile {
            file_name: (*name).to_owned(),
            bytes: bytes.to_vec(),
            is_too_large: false,
        })
        .collect();
    let form = anonymous(title);
    submit_form(&t.app, &form, raw).await.unwrap().id
}

on_both! {
    async fn an_item_is_found_as_soon_as_its_transaction_is_over(t) {
        open_index(t);
        follow(t).await;
        let clerk = &t.people.clerk;
        // no worker runs between the deed and the search
        let case = t.submitted("新修的坡道太陡").await;
        assert_eq!(ids(t, clerk, "坡道太陡").await, [case.id]);
        t.accept(case.id).await;
        t.assign(case.id).await;
        t.acknowledge(case.id).await;
        assert_eq!(ids(t, &t.people.handler, "坡道太陡").await, [case.id]);
        assert!(ids(t, &t.people.outsider, "坡道太陡").await.is_empty());
        t.reply(case.id).await;
        assert_eq!(ids(t, clerk, "九月七日修好").await, [case.id]);
        // the same after the ledger brought it for good
        follow(t).await;
        assert_eq!(ids(t, clerk, "九月七日修好").await, [case.id]);
        assert_eq!(found(t, clerk, "九月七日修好").await.answer.total, 1);
    }

    async fn whoever_is_accused_stops_finding_it_at_once(t) {
        open_index(t);
        let p = &t.people;
        let case = t.in_progress("食堂采购的人收了好处").await;
        follow(t).await;
        assert_eq!(ids(t, &p.handler, "收了好处").await, [case.id]);
        let fields = [("accused_accounts", "handler"), ("accused_units", ""), ("reason", "来件指名")];
        t.act(&p.supervisor, case.id, ActionKind::NameAccused, &fields).await.unwrap();
        let after = found(t, &p.handler, "收了好处").await.answer;
        assert_eq!((after.total, after.hits.len()), (0, 0));
        assert!(after.facets.statuses.is_empty() && after.facets.months.is_empty());
        assert!(desk::suggest(&t.app, &p.handler, "收了").await.unwrap().is_empty());
        assert_eq!(ids(t, &p.supervisor, "收了好处").await, [case.id]);
        follow(t).await;
        assert!(ids(t, &p.handler, "收了好处").await.is_empty());
    }

    async fn words_in_files_are_found_and_read_once(t) {
        let index = open_index(t);
        let told = "休息室的饮水机坏了三个月";
        let id = with_files(t, "见附件", &[("情况说明.txt", told.as_bytes()), ("空.txt", b" \n ")]).await;
        follow(t).await;
        let clerk = &t.people.clerk;
        // its name is known before anybody reads it
        assert_eq!(ids(t, clerk, "情况说明").await, [id]);
        assert!(ids(t, clerk, "饮水机坏了").await.is_empty());
        assert_eq!(worker::read_files(&t.app).await.unwrap(), 2);
        assert_eq!(worker::read_files(&t.app).await.unwrap(), 0);
        worker::index(&t.app).await.unwrap();
        let hit = found(t, clerk, "饮水机坏了").await.answer.hits.remove(0);
        assert_eq!((hit.id, hit.attachment.as_deref()), (id, Some("情况说明.txt")));
        assert!(hit.snippet.plain().contains("饮水机坏了三个月"));
        assert!(ids(t, &t.people.outsider, "饮水机坏了").await.is_empty());
        let read = t.app.store().read();
        let mut states = Vec::new();
        for file in read.attachments(id).await.unwrap() {
            states.push(read.file_text(file.digest).await.unwrap().unwrap().state);
        }
        states.sort();
        assert_eq!(states, [TextState::Read, TextState::Empty]);

        // an index made anew needs nobody to read again, nor does another process
        index.reset().unwrap();
        follow(t).await;
        assert_eq!(ids(t, clerk, "饮水机坏了").await, [id]);
        let other = t.another(|_| ()).await;
        assert_eq!(worker::read_files(&other).await.unwrap(), 0);
        // the same file again is read already
        let again = with_files(t, "再说一次", &[("另一个名字.txt", told.as_bytes())]).await;
        assert_eq!(worker::read_files(&t.app).await.unwrap(), 0);
        assert_eq!(ids(t, clerk, "饮水机坏了").await, [id, again]);
    }

    async fn a_follower_begun_anew_misses_no_words_of_files(t) {
        let index = open_index(t);
        let id = with_files(t, "见附件", &[("一.txt", "锅炉房漏水".as_bytes())]).await;
        follow(t).await;
        worker::read_files(&t.app).await.unwrap();
        // the process dies here; the next one opens the same index
        let next = t.another(|_| ()).await;
        next.set_index(index);
        worker::index(&next).await.unwrap();
        let request = SearchRequest::new("锅炉房漏水", next.scope(&t.people.clerk));
        let answer = desk::search(&next, request).await.unwrap().answer;
        assert_eq!(answer.hits.iter().map(|hit| hit.id).collect::<Vec<_>>(), [id]);
    }

    async fn without_an_index_the_database_answers_within_the_rights(t) {
        let p = &t.people;
        let mut all = Vec::new();
        for n in 0..5 {
            all.push(t.submitted(&format!("第{n}次提坡道")).await.id);
        }
        let one = t.in_progress("坡道太陡，大工发〔２０２０〕37号说过").await.id;
        let searched = found(t, &p.clerk, "坡道").await;
        let rebuilding = searched.rebuilding.unwrap();
        assert_eq!(rebuilding.percent, 0);
        let scanned = rebuilding.scanned.unwrap();
        assert!(scanned.is_complete && scanned.n_items == 6, "{scanned:?}");
        assert_eq!(searched.answer.hits.len(), 6);
        assert_eq!(searched.answer.hits[0].id, one, "the newest first");
        // folded like the index would: width, brackets, traditional characters
        for q in ["大工发[2020]37號", "坡道太陡", "坡道 37号", "坡道 -第"] {
            assert_eq!(ids(t, &p.clerk, q).await, [one], "{q}");
        }
        assert_eq!(ids(t, &p.handler, "坡道").await, [one]);
        assert!(ids(t, &p.outsider, "坡道").await.is_empty());
        assert!(ids(t, &p.admin, "坡道").await.is_empty());
        // page by page
        let mut request = SearchRequest { limit: 2, ..SearchRequest::new("坡道", t.app.scope(&p.clerk)) };
        let mut seen = Vec::new();
        loop {
            let page = desk::search(&t.app, request.clone()).await.unwrap().answer;
            seen.extend(page.hits.iter().map(|hit| hit.id));
            match page.next {
                Some(next) => request.after = Some(next),
                None => break,
            }
        }
        all.reverse();
        all.insert(0, one);
        assert_eq!(seen, all);
    }

    async fn an_index_whose_folder_is_gone_is_made_anew_while_the_database_answers(t) {
        let index = open_index(t);
        let first = t.submitted("第一件坡道").await.id;
        follow(t).await;
        std::fs::remove_dir_all(t.folder.path().join("index")).unwrap();
        let second = t.submitted("第二件坡道").await.id;
        assert_eq!(ids(t, &t.people.clerk, "坡道").await, [first, second]);
        follow(t).await;
        assert_eq!(index.state(), IndexState::Ready);
        assert_eq!(index.len(), 2);
        assert_eq!(ids(t, &t.people.clerk, "坡道").await, [first, second]);
    }

    async fn an_empty_index_says_how_far_it_is(t) {
        let id = t.submitted("坡道一件").await.id;
        let index = open_index(t);
        worker::sequence(&t.app).await.unwrap();
        assert!(matches!(index.state(), IndexState::Rebuilding { answers: false, .. }));
        let searched = found(t, &t.people.clerk, "坡道").await;
        assert!(searched.rebuilding.unwrap().scanned.is_some());
        assert_eq!(searched.answer.hits[0].id, id);
        worker::index(&t.app).await.unwrap();
        let searched = found(t, &t.people.clerk, "坡道").await;
        assert_eq!((searched.rebuilding, searched.answer.total), (None, 1));
    }

    async fn a_new_unit_is_a_word_and_the_old_index_answers_meanwhile(t) {
        let index = open_index(t);
        let id = t.submitted("星海湾总站的坡道").await.id;
        follow(t).await;
        assert_eq!(index.state(), IndexState::Ready);
        let form = organisation::UnitForm {
            code: "xinghai".to_owned(),
            name: "星海湾总站工会".to_owned(),
            short_name: "星海湾总站".to_owned(),
            parent: t.app.directory().unit_named("desk").and_then(|id| t.app.directory().unit(id).and_then(|u| u.parent).or(Some(id))),
            branch: "grassroots".to_owned(),
        };
        organisation::add_unit(&t.app, &t.people.admin, form).await.unwrap();
        assert_eq!(ids(t, &t.people.clerk, "星海湾").await, [id]);
        let other = t.submitted("星海湾总站的班车").await.id;
        worker::sequence(&t.app).await.unwrap();
        worker::index(&t.app).await.unwrap();
        assert_eq!(index.state(), IndexState::Ready);
        assert_eq!(ids(t, &t.people.clerk, "星海湾总站").await, [id, other]);
        assert_eq!(index.len(), 2);
    }

    async fn all_hits_leave_as_a_workbook_and_the_log_says_so(t) {
        open_index(t);
        let p = &t.people;
        for n in 0..7 {
            t.submitted(&format!("第{n}件坡道")).await;
        }
        t.in_progress("办理中的坡道").await;
        follow(t).await;
        for (who, expected) in [(&p.clerk, 8), (&p.handler, 1), (&p.outsider, 0), (&p.admin, 0)] {
            // a scope that somebody else made does not count
            let request = SearchRequest::new("坡道", t.app.scope(&p.leader));
            let exported = desk::export(&t.app, who, request).await.unwrap();
            assert_eq!(exported.n_rows, expected, "{}", who.name);
            assert!(exported.bytes.starts_with(b"PK"));
            let log = t.app.store().read().admin_log(1).await.unwrap();
            assert_eq!(log[0].account, Some(who.account));
            assert_eq!(log[0].what, format!("导出检索结果 {expected} 件"));
        }
    }

    async fn similar_items_are_shown_to_whoever_may_see_them(t) {
        open_index(t);
        let p = &t.people;
        let one = t.in_progress("二号食堂门口的坡道太陡，轮椅上不去").await;
        let other = t.submitted("二号食堂门口的坡道太陡，轮椅上不去，请改").await;
        follow(t).await;
        let alike = |view: &desk::SuggestionView| view.alike.iter().map(|x| x.id).collect::<Vec<_>>();
        let seen = desk::view(&t.app, &p.clerk, one.id).await.unwrap();
        assert_eq!(alike(&seen), [other.id]);
        let seen = desk::view(&t.app, &p.handler, one.id).await.unwrap();
        assert_eq!(alike(&seen), [] as [SuggestionId; 0]);
    }
}
