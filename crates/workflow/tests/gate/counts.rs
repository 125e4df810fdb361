//! How often the gate was overridden, by kind and unit.

use huiyin_core::GateFindingKind::{Canned, OffPoint};
use huiyin_core::time::{self, Instant};
use huiyin_core::{GateFindingKind, PointNo, UnitId};
use huiyin_workflow::gate::{GateCounts, gate_counts};
use huiyin_workflow::{Author, Change, Event, IssuedFinding, Recorded};

const ONE: UnitId = UnitId(11);
const OTHER: UnitId = UnitId(12);

fn assigned(lead: UnitId) -> Event {
    Event::Assigned {
        lead,
        supports: Vec::new(),
        note: String::new(),
    }
}

fn issued(is_final: bool, kinds: &[GateFindingKind]) -> Event {
    Event::ReplyIssued {
        is_final,
        findings: kinds
            .iter()
            .map(|kind| IssuedFinding {
                kind: *kind,
                point: Some(PointNo(1)),
            })
            .collect(),
        override_reason: (!kinds.is_empty()).then(|| "已核对".to_owned()),
    }
}

fn start_of(day: u32) -> Instant {
    let day = chrono::NaiveDate::from_ymd_opt(2026, 9, day).unwrap();
    time::at_local(day, chrono::NaiveTime::MIN)
}

fn ledger(events: Vec<Event>) -> Vec<Recorded> {
    let at = start_of(24);
    (1..)
        .zip(events)
        .map(|(n, event)| Recorded {
            n,
            at,
            author: Author::Submitter,
            change: Change::plain(event),
        })
        .collect()
}

#[test]
fn an_override_counts_for_the_unit_that_led_then_once_a_kind() {
    let items = [
        ledger(vec![
            assigned(ONE),
            issued(false, &[]),
            issued(true, &[OffPoint, OffPoint, Canned]),
            Event::Redone {
                round: 2,
                lead: OTHER,
                reason: "重办".into(),
            },
            issued(true, &[OffPoint]),
        ]),
        ledger(vec![assigned(ONE), issued(true, &[])]),
    ];
    let counts = gate_counts(
        items.iter().map(Vec::as_slice),
        &(start_of(24)..start_of(25)),
    );
    assert_eq!((counts.n_issued, counts.n_overridden), (3, 2));
    let before = gate_counts(
        items.iter().map(Vec::as_slice),
        &(start_of(1)..start_of(24)),
    );
    assert_eq!(before, GateCounts::default());
    let of = |unit, kind| {
        counts
            .by_unit
            .get(&unit)
            .and_then(|by| by.get(&kind))
            .copied()
    };
    assert_eq!(of(ONE, OffPoint), Some(1));
    assert_eq!(of(ONE, Canned), Some(1));
    assert_eq!(of(OTHER, OffPoint), Some(1));
    assert_eq!(
        counts.sentence(),
        "发出正式答复 3 件，其中写明理由越过质检发出 2 件（答非所问 2、套话 1）"
    );
}

#[test]
fn nothing_issued_is_said_plainly() {
    let counts = gate_counts(std::iter::empty(), &(start_of(1)..start_of(30)));
    assert_eq!(
        counts.sentence(),
        "发出正式答复 0 件，其中写明理由越过质检发出 0 件"
    );
}
