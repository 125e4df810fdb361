//! The ledger is hashed as it is written, so its format may grow but never change. Each event
//! variant stands here as the JSON that is already in databases.

use huiyin_core::{
    AccountId, Adoption, Channel, Digest, IdentityLevel, Intent, LimitUnit, ObligationKind,
    PointNo, ReplyKind, ResultClass, Satisfaction, SuggestionId, SuggestionKind, TicketNo, TopicId,
    Track, UnitId,
};
use huiyin_workflow::event::{EndObligation, SubmittedFacts};
use huiyin_workflow::split::SplitFrom;
use huiyin_workflow::suggestion::{CommitmentPromise, Outcome, Point, PointReply, ReplyContent};
use huiyin_workflow::time_limit::TimeLimit;
use huiyin_workflow::{Author, Change, DueBasis, Event, ObligationEnd, OpenObligation};

use super::world::at;

fn seal(byte: u8) -> Digest {
    Digest::from_bytes([byte; 32])
}

fn hex(byte: u8) -> String {
    seal(byte).to_hex()
}

fn content() -> ReplyContent {
    ReplyContent {
        kind: ReplyKind::Final,
        points: vec![PointReply {
            point: PointNo(1),
            text: "坡道已修好".into(),
        }],
        outcome: Some(Outcome {
            result_class: ResultClass::B,
            adoption: Adoption::PartlyAdopted,
            reason: Some("经费".into()),
            commitment: Some(promise()),
        }),
    }
}

fn promise() -> CommitmentPromise {
    CommitmentPromise {
        text: "修建坡道".into(),
        due_on: "2026-12-31".parse().unwrap(),
    }
}

const CONTENT: &str = r#"{"kind":"final","points":[{"point":1,"text":"坡道已修好"}],"outcome":{"result_class":"B","adoption":"partly_adopted","reason":"经费","commitment":{"text":"修建坡道","due_on":"2026-12-31"}}}"#;

fn facts() -> SubmittedFacts {
    SubmittedFacts {
        ticket_no: TicketNo {
            series: "GH".into(),
            year: 2026,
            seq: 123,
        },
        channel: Channel::WeChat,
        intent: Some(Intent::Suggest),
        kind: SuggestionKind::Proposal,
        track: Track::Ordinary,
        identity_level: IdentityLevel::Named,
        topic: Some(TopicId(5)),
        received_at: at("09-17 10:00"),
        external_no: Some("12345-1".into()),
        external_due_at: Some(at("09-25 00:00")),
        is_restricted: false,
        is_urgent: true,
        desk: UnitId(1),
        seal: seal(1),
        identity_seal: Some(seal(2)),
        attachments: vec![seal(3)],
        split_from: None,
    }
}

/// Each variant once, with the JSON of an entry that touches no obligation.
fn table() -> Vec<(Event, String)> {
    let (one, two, three) = (hex(1), hex(2), hex(3));
    let plain = |event, json: &str| (event, json.to_owned());
    vec![
        (
            Event::Submitted(Box::new(facts())),
            format!(
                r#"{{"event":"submitted","ticket_no":"GH2026-000123","channel":"wechat","intent":"suggest","kind":"proposal","track":"ordinary","identity_level":"named","topic":5,"received_at":"2026-09-17T02:00:00Z","external_no":"12345-1","external_due_at":"2026-09-24T16:00:00Z","is_restricted":false,"is_urgent":true,"desk":1,"seal":"{one}","identity_seal":"{two}","attachments":["{three}"]}}"#
            ),
        ),
        (
            Event::ImportedClosed {
                reply: Some(content()),
                replied_at: Some(at("09-17 10:00")),
            },
            format!(
                r#"{{"event":"imported_closed","reply":{CONTENT},"replied_at":"2026-09-17T02:00:00Z"}}"#
            ),
        ),
        plain(
            Event::Accepted {
                kind: SuggestionKind::HelpRequest,
                topic: None,
                points: vec![Point {
                    no: PointNo(1),
                    summary: String::new(),
                }],
            },
            r#"{"event":"accepted","kind":"help_request","topic":null,"points":[{"no":1,"summary":""}]}"#,
        ),
        plain(
            Event::SupplementAsked {
                list: "哪个食堂".into(),
            },
            r#"{"event":"supplement_asked","list":"哪个食堂"}"#,
        ),
        (
            Event::Supplemented {
                seal: seal(1),
                attachments: vec![seal(3)],
                answers_request: true,
            },
            format!(
                r#"{{"event":"supplemented","seal":"{one}","attachments":["{three}"],"answers_request":true}}"#
            ),
        ),
        plain(Event::SupplementLapsed, r#"{"event":"supplement_lapsed"}"#),
        plain(
            Event::DeclineProposed {
                reason_code: "arbitration".into(),
                explanation: "已仲裁".into(),
                go_instead: "仲裁委".into(),
            },
            r#"{"event":"decline_proposed","reason_code":"arbitration","explanation":"已仲裁","go_instead":"仲裁委"}"#,
        ),
        plain(
            Event::DeclineRejected {
                reason: "应当受理".into(),
            },
            r#"{"event":"decline_rejected","reason":"应当受理"}"#,
        ),
        plain(
            Event::Declined {
                reason_code: "arbitration".into(),
                explanation: "已仲裁".into(),
                go_instead: "仲裁委".into(),
            },
            r#"{"event":"declined","reason_code":"arbitration","explanation":"已仲裁","go_instead":"仲裁委"}"#,
        ),
        plain(
            Event::Assigned {
                lead: UnitId(2),
                supports: vec![UnitId(3)],
                note: String::new(),
            },
            r#"{"event":"assigned","lead":2,"supports":[3],"note":""}"#,
        ),
        plain(
            Event::Acknowledged {
                unit: UnitId(2),
                handler: AccountId(22),
            },
            r#"{"event":"acknowledged","unit":2,"handler":22}"#,
        ),
        plain(
            Event::SupportGiven {
                unit: UnitId(3),
                opinion: "可行".into(),
            },
            r#"{"event":"support_given","unit":3,"opinion":"可行"}"#,
        ),
        (
            Event::ReplyDrafted { content: content() },
            format!(r#"{{"event":"reply_drafted","content":{CONTENT}}}"#),
        ),
        plain(
            Event::DraftReturned {
                reason: "写明日期".into(),
            },
            r#"{"event":"draft_returned","reason":"写明日期"}"#,
        ),
        plain(
            Event::ReplyIssued {
                is_final: true,
                findings: Vec::new(),
                override_reason: None,
            },
            r#"{"event":"reply_issued","is_final":true}"#,
        ),
        plain(
            Event::Rated {
                result: Satisfaction::Satisfied,
                attitude: Satisfaction::MostlySatisfied,
                speed: Satisfaction::Dissatisfied,
                comment_seal: None,
            },
            r#"{"event":"rated","result":"satisfied","attitude":"mostly_satisfied","speed":"dissatisfied","comment_seal":null}"#,
        ),
        plain(Event::RatingLapsed, r#"{"event":"rating_lapsed"}"#),
        plain(
            Event::Closed {
                outcome: Outcome {
                    result_class: ResultClass::D,
                    adoption: Adoption::NotAdopted,
                    reason: None,
                    commitment: None,
                },
            },
            r#"{"event":"closed","outcome":{"result_class":"D","adoption":"not_adopted","reason":null,"commitment":null}}"#,
        ),
        plain(
            Event::CommitmentTracked { promise: promise() },
            r#"{"event":"commitment_tracked","promise":{"text":"修建坡道","due_on":"2026-12-31"}}"#,
        ),
        (
            Event::Withdrawn {
                reason_seal: Some(seal(1)),
            },
            format!(r#"{{"event":"withdrawn","reason_seal":"{one}"}}"#),
        ),
        plain(
            Event::Noted {
                text: "已联系".into(),
            },
            r#"{"event":"noted","text":"已联系"}"#,
        ),
    ]
}

/// Position of a variant in the table. A new variant does not compile before it has one.
const fn place(event: &Event) -> usize {
    match event {
        Event::Submitted(_) => 0,
        Event::ImportedClosed { .. } => 1,
        Event::Accepted { .. } => 2,
        Event::SupplementAsked { .. } => 3,
        Event::Supplemented { .. } => 4,
        Event::SupplementLapsed => 5,
        Event::DeclineProposed { .. } => 6,
        Event::DeclineRejected { .. } => 7,
        Event::Declined { .. } => 8,
        Event::Assigned { .. } => 9,
        Event::Acknowledged { .. } => 10,
        Event::SupportGiven { .. } => 11,
        Event::ReplyDrafted { .. } => 12,
        Event::DraftReturned { .. } => 13,
        Event::ReplyIssued { .. } => 14,
        Event::Rated { .. } => 15,
        Event::RatingLapsed => 16,
        Event::Closed { .. } => 17,
        Event::CommitmentTracked { .. } => 18,
        Event::Withdrawn { .. } => 19,
        Event::Noted { .. } => 20,
        Event::ExclusionProposed { .. } => 21,
        Event::Excluded { .. } => 22,
        Event::ExclusionRefused { .. } => 23,
        Event::RepeatMarked { .. } => 24,
        Event::SendBackRequested { .. } => 25,
        Event::SentBack { .. } => 26,
        Event::RulingAsked { .. } => 27,
        Event::Ruled { .. } => 28,
        Event::Reassigned { .. } => 29,
        Event::MergeProposed(_) => 30,
        Event::MergeRefused { .. } => 31,
        Event::Merged(_) => 32,
        Event::ChildTaken(_) => 33,
        Event::ChildAnswered(_) => 34,
        Event::ChildReleased(_) => 35,
        Event::ParentFollowed(_) => 36,
        Event::Unmerged(_) => 37,
        Event::PointsSplit { .. } => 38,
        Event::Split { .. } => 39,
        Event::SupportAsked { .. } => 40,
        Event::SupportAdded { .. } => 41,
        Event::SupportRefused { .. } => 42,
        Event::ExtensionAsked { .. } => 43,
        Event::ExtensionGranted { .. } => 44,
        Event::ExtensionRefused { .. } => 45,
        Event::HandlerChanged { .. } => 46,
        Event::Recused { .. } => 47,
        Event::AccusedNamed { .. } => 48,
        Event::HandedOver { .. } => 49,
        Event::HandlerReleased { .. } => 50,
        Event::Redone { .. } => 51,
        Event::FollowedUp { .. } => 52,
        Event::CommitmentFulfilled { .. } => 53,
        Event::ConsentGiven { .. } => 54,
        Event::ConsentWithdrawn => 55,
        Event::Published { .. } => 56,
        Event::Unpublished { .. } => 57,
        Event::Archived { .. } => 58,
        Event::Supervised { .. } => 59,
        Event::SupervisionAnswered { .. } => 60,
        Event::SupervisionLifted { .. } => 61,
        Event::Directed { .. } => 62,
        Event::DirectiveAnswered { .. } => 63,
        Event::Shelved { .. } => 64,
        Event::Unshelved { .. } => 65,
        Event::TerminationProposed { .. } => 66,
        Event::TerminationRefused { .. } => 67,
        Event::Terminated { .. } => 68,
        Event::UrgencyChanged { .. } => 69,
        Event::OverdueExplained { .. } => 70,
        Event::AcceptanceTold { .. } => 71,
        Event::ReviewAsked { .. } => 72,
        Event::ReviewWindowLapsed => 73,
        Event::ReviewAssigned { .. } => 74,
        Event::ReviewConcluded { .. } => 75,
        Event::MajorMarked { .. } => 76,
        Event::Assessed(_) => 77,
        Event::EffectReported(_) => 78,
        Event::AwardProposed(_) => 79,
        Event::AwardApproved(_) => 80,
        Event::AwardRefused { .. } => 81,
        Event::DueMoved { .. } => 82,
        Event::DueConfirmed { .. } => 83,
    }
}

fn assert_same(change: &Change, json: &str) {
    assert_eq!(serde_json::to_string(change).unwrap(), json);
    assert_eq!(&serde_json::from_str::<Change>(json).unwrap(), change);
    // databases may hand it back as a value, with the keys in another order
    let value: serde_json::Value = serde_json::from_str(json).unwrap();
    assert_eq!(&serde_json::from_value::<Change>(value).unwrap(), change);
}

#[test]
fn every_event_is_written_and_read_as_it_always_was() {
    let mut table = table();
    table.extend(super::ledger_special::table());
    // those of the calendar stay the last two
    let last = table.len() - 2;
    table.splice(last..last, super::ledger_tracks::table());
    let places: Vec<usize> = table.iter().map(|(event, _)| place(event)).collect();
    assert_eq!(places, (0..84).collect::<Vec<_>>());
    for (event, json) in table {
        let name = event.kind().0;
        assert!(
            json.starts_with(&format!(r#"{{"event":"{name}""#)),
            "{name}"
        );
        assert_same(&Change::plain(event), &json);
    }
}

#[test]
fn every_event_can_end_and_open_obligations() {
    let ends = vec![EndObligation {
        no: 3,
        kind: ObligationKind::SignOff,
        how: ObligationEnd::Met,
    }];
    let basis = |note: Option<&str>| DueBasis {
        start: "2026-09-17".parse().unwrap(),
        limit: TimeLimit::new(10, LimitUnit::WorkingDay),
        rule: "reply@2026-01".into(),
        calendar_version: "2026-1".into(),
        provisional: true,
        note: note.map(str::to_owned),
    };
    let opens = [None, Some("说明")].map(|note| OpenObligation {
        kind: ObligationKind::Reply,
        unit: UnitId(2),
        due_at: at("09-25 00:00"),
        basis: basis(note),
    });
    let tail = r#""ends":[{"no":3,"kind":"sign_off","how":"met"}],"opens":[{"kind":"reply","unit":2,"due_at":"2026-09-24T16:00:00Z","basis":{"start":"2026-09-17","limit":{"amount":10,"unit":"working_day"},"rule":"reply@2026-01","calendar_version":"2026-1","provisional":true}},{"kind":"reply","unit":2,"due_at":"2026-09-24T16:00:00Z","basis":{"start":"2026-09-17","limit":{"amount":10,"unit":"working_day"},"rule":"reply@2026-01","calendar_version":"2026-1","provisional":true,"note":"说明"}}]}"#;
    for (event, json) in table() {
        let change = Change {
            event,
            ends: ends.clone(),
            opens: opens.to_vec(),
        };
        let head = json.strip_suffix('}').unwrap();
        assert_same(&change, &format!("{head},{tail}"));
    }
}

#[test]
fn the_ways_in_which_an_obligation_ends_keep_their_names() {
    let names = [
        (ObligationEnd::Met, "\"met\""),
        (ObligationEnd::Dropped, "\"dropped\""),
        (ObligationEnd::Paused, "\"paused\""),
        (ObligationEnd::Lapsed, "\"lapsed\""),
        (ObligationEnd::Moved, "\"moved\""),
    ];
    for (end, json) in names {
        assert_eq!(serde_json::to_string(&end).unwrap(), json);
        assert_eq!(serde_json::from_str::<ObligationEnd>(json).unwrap(), end);
    }
}

#[test]
fn an_author_is_written_without_a_name() {
    let check = |author: Author, json: &str| {
        assert_eq!(serde_json::to_string(&author).unwrap(), json);
        assert_eq!(serde_json::from_str::<Author>(json).unwrap(), author);
    };
    check(
        Author::from(&super::world::handler()),
        r#"{"as":"staff","account":22,"unit":2}"#,
    );
    check(
        Author::from(&super::world::submitter()),
        r#"{"as":"submitter"}"#,
    );
    check(
        Author::from(&super::world::system()),
        r#"{"as":"system","worker":"keep_deadlines"}"#,
    );
}

#[test]
fn due_times_keep_the_precision_of_rows() {
    let micros = chrono::DateTime::from_timestamp_micros(1_790_000_000_123_456).unwrap();
    let mut with_micros = facts();
    with_micros.received_at = micros;
    let change = Change::plain(Event::Submitted(Box::new(with_micros)));
    let json = serde_json::to_string(&change).unwrap();
    assert!(json.contains(".123456Z"), "{json}");
    assert_eq!(serde_json::from_str::<Change>(&json).unwrap(), change);
}

#[test]
fn a_part_says_in_its_first_event_where_it_comes_from() {
    let mut part = facts();
    part.split_from = Some(SplitFrom {
        original: SuggestionId(7),
        original_no: part.ticket_no.clone(),
        registered_at: at("09-17 10:00"),
        reply_by: Some(at("09-30 00:00")),
    });
    let change = Change::plain(Event::Submitted(Box::new(part)));
    let json = serde_json::to_string(&change).unwrap();
    let from = r#","split_from":{"original":7,"original_no":"GH2026-000123","registered_at":"2026-09-17T02:00:00Z","reply_by":"2026-09-29T16:00:00Z"}}"#;
    assert!(json.ends_with(from), "{json}");
    assert_same(&change, &json);
}

#[test]
fn an_unknown_event_is_an_error_not_a_guess() {
    for bad in [
        r#"{"event":"forgotten"}"#,
        r#"{"list":"哪个食堂"}"#,
        r#"{"event":"noted"}"#,
        r#"{"event":"accepted","kind":"opinion","topic":null,"points":[]}"#,
    ] {
        assert!(serde_json::from_str::<Change>(bad).is_err(), "{bad}");
    }
}
