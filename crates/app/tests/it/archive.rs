//! 导入和检索: the archive of another system comes in once, and is found by whoever may see it.

use std::path::PathBuf;
use std::sync::Arc;

use huiyin_app::arrival::{ImportReport, ImportSettings, ImportState, import};
use huiyin_app::{desk, worker};
use huiyin_core::search::{SearchAnswer, SearchRequest};
use huiyin_core::time::minute;
use huiyin_core::{Channel, StaffActor, Status};
use huiyin_intake::import::{ColumnMap, ImportFormat};
use huiyin_search::{Analyser, Index};
use huiyin_workflow::suggestion::Closure;
use huiyin_workflow::{ActionKind, Suggestion};

use crate::kit::{TestApp, anonymous, dictionary, on_both, web};

const REPLIED: &str = r#"{"no":"M-1","title":"公交站台没有雨棚","body":"城北一路公交站台没有雨棚，下雨天职工只能淋雨等车。","time":"2025-03-04 09:30","reply":"雨棚已列入三月施工计划，并于三月底完工。","reply_time":"2025-03-20 16:00","unit":"权益保障部","topic":"排班和加班"}
{"no":"M-2","title":"图书角的书太旧","body":"职工书屋的书都是十年前的，请换一批技术书。","time":"2025-04-01 10:00","reply":"","reply_time":"","unit":"没有这个单位","topic":"没有这个类别"}
{"no":"M-3","title":"","body":"","time":"2025-04-01 10:00","reply":"","reply_time":"","unit":"","topic":""}
"#;

const MAP: &str = "external_no=no,title=title,body=body,received_at=time,reply=reply,replied_at=reply_time,unit=unit,topic=topic";

async fn bring_in(t: &TestApp, state: ImportState, text: &str) -> ImportReport {
    let path: PathBuf = t.folder.path().join("old.jsonl");
    std::fs::write(&path, text).unwrap();
    let settings = ImportSettings {
        format: ImportFormat::Jsonl,
        map: ColumnMap::parse(MAP).unwrap(),
        state,
        channel: Channel::Import,
    };
    import(&t.app, &path, &settings, |_, _| ()).await.unwrap()
}

async fn imported(t: &TestApp, no: &str) -> Suggestion {
    let id = t.app.store().read().find_by_external_no(no).await.unwrap();
    t.now_of(id.unwrap()).await
}

fn open_index(t: &TestApp) {
    let analyser = Analyser::new(&dictionary());
    let index = Index::open(&t.folder.path().join("index"), analyser).unwrap();
    t.app.set_index(Arc::new(index));
}

async fn follow(t: &TestApp) {
    worker::sequence(&t.app).await.unwrap();
    worker::index(&t.app).await.unwrap();
}

async fn look_for(t: &TestApp, actor: &StaffActor, q: &str) -> SearchAnswer {
    let request = SearchRequest::new(q, t.app.scope(actor));
    desk::search(&t.app, request).await.unwrap().answer
}

on_both! {
    async fn replied_items_come_in_closed_with_their_replies(t) {
        let report = bring_in(t, ImportState::Closed, REPLIED).await;
        assert_eq!((report.imported, report.skipped, report.rejected.len()), (2, 0, 1));
        assert_eq!(report.rejected[0].line, 3);
        let bus = imported(t, "M-1").await;
        assert_eq!((bus.status, bus.closure.clone()), (Status::Closed, Some(Closure::Historical)));
        assert_eq!(bus.open_obligations().count(), 0);
        assert_eq!(minute(bus.received_at), "2025-03-04 09:30");
        let reply = bus.issued_replies().next().unwrap();
        assert!(reply.content.points[0].text.contains("三月底完工"));
        assert_eq!(minute(reply.issued_at.unwrap()), "2025-03-20 16:00");
        assert_eq!(bus.topic, t.app.directory().topic_named("排班和加班"));
        let text = t.app.store().read().submission(bus.id).await.unwrap().unwrap();
        assert_eq!(text.unit, Some(t.people.rights));
        let books = imported(t, "M-2").await;
        assert_eq!((books.status, books.topic), (Status::Closed, None));
        assert_eq!(books.issued_replies().count(), 0);
        assert!(t.queued().await.is_empty());
    }

    async fn an_import_run_twice_changes_nothing(t) {
        bring_in(t, ImportState::Closed, REPLIED).await;
        let before = t.app.store().read().n_events().await.unwrap();
        let again = bring_in(t, ImportState::Closed, REPLIED).await;
        assert_eq!((again.imported, again.skipped, again.rejected.len()), (0, 2, 1));
        let twice_inside = REPLIED.replace("M-2", "M-4").replace("M-3", "M-4");
        let within = bring_in(t, ImportState::Closed, &twice_inside).await;
        assert_eq!((within.imported, within.skipped), (1, 1));
        assert_eq!(t.n_suggestions().await, 3);
        assert!(t.app.store().read().n_events().await.unwrap() > before);
    }

    async fn new_items_wait_for_the_desk(t) {
        let report = bring_in(t, ImportState::New, REPLIED).await;
        assert_eq!(report.imported, 2);
        let bus = imported(t, "M-1").await;
        assert_eq!(bus.status, Status::Submitted);
        assert_eq!(bus.issued_replies().count(), 0);
        assert!(bus.next_due().is_some(), "the desk owes the acceptance");
        t.accept(bus.id).await;
        t.assign(bus.id).await;
    }

    async fn a_substring_finds_the_imported_item(t) {
        open_index(t);
        bring_in(t, ImportState::Closed, REPLIED).await;
        follow(t).await;
        let leader = &t.people.leader;
        for q in ["雨棚", "北一路公交", "三月底完", "M-1", "职工 淋雨"] {
            let found = look_for(t, leader, q).await;
            let numbers: Vec<_> = found.hits.iter().filter_map(|h| h.external_no.as_deref()).collect();
            assert_eq!(numbers.first(), Some(&"M-1"), "{q}: {numbers:?}");
        }
        let hit = look_for(t, leader, "雨棚").await.hits.remove(0);
        let marked: Vec<_> = hit.snippet.0.iter().filter(|(_, is_marked)| *is_marked).collect();
        assert!(marked.iter().any(|(text, _)| text.contains("雨棚")), "{:?}", hit.snippet);
        assert_eq!(look_for(t, leader, "火星车").await.total, 0);
    }

    async fn a_search_answers_within_the_scope(t) {
        open_index(t);
        let people = &t.people;
        let ours = t.assigned("坡道一号").await;
        let theirs = t.submitted("坡道二号").await;
        let mut secret = anonymous("坡道三号工程款去向");
        secret.intent = "report".to_owned();
        let secret = web(t, &secret).await.id;
        let fields = [("kind", "disclosure")];
        t.act(&people.clerk, secret, ActionKind::Accept, &fields).await.unwrap();
        follow(t).await;
        let found = async |actor: &StaffActor| {
            let answer = look_for(t, actor, "坡道").await;
            assert_eq!(answer.total, answer.hits.len() as u64);
            let counted: u64 = answer.facets.statuses.iter().map(|(_, n)| n).sum();
            assert_eq!(counted, answer.total, "a facet counts what is out of scope");
            let mut ids: Vec<_> = answer.hits.iter().map(|h| h.id).collect();
            ids.sort();
            ids
        };
        assert_eq!(found(&people.leader).await, [ours.id, theirs.id, secret]);
        assert_eq!(found(&people.handler).await, [ours.id]);
        assert_eq!(found(&people.assistant).await, [ours.id]);
        assert_eq!(found(&people.outsider).await, []);
        assert_eq!(found(&people.admin).await, []);
        let mut reporter = people.clerk.clone();
        reporter.roles = vec![huiyin_core::Role::Reporter];
        assert_eq!(found(&reporter).await, [ours.id, theirs.id]);
    }

    async fn the_index_follows_what_happens_and_twice_is_the_same(t) {
        open_index(t);
        let case = t.submitted("坡道一号").await;
        follow(t).await;
        assert_eq!(worker::index(&t.app).await.unwrap(), 0);
        assert_eq!(look_for(t, &t.people.handler, "坡道").await.total, 0);
        t.accept(case.id).await;
        t.assign(case.id).await;
        t.acknowledge(case.id).await;
        t.reply(case.id).await;
        follow(t).await;
        let found = look_for(t, &t.people.handler, "九月七日修好").await;
        assert_eq!((found.total, found.hits[0].status), (1, Status::Replied));
    }

    async fn before_the_index_is_open_the_database_answers(t) {
        let case = t.submitted("坡道一号").await;
        let request = SearchRequest::new("坡道", t.app.scope(&t.people.leader));
        let found = desk::search(&t.app, request).await.unwrap();
        assert!(found.rebuilding.is_some());
        assert_eq!(found.answer.hits[0].id, case.id);
        assert_eq!(worker::index(&t.app).await.unwrap(), 0);
    }
}
