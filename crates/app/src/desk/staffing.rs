//! 人员配备 of the installation, in words.

use huiyin_core::UnitId;
use huiyin_workflow::staffing::{Member, StaffingGap, staffing_gaps};

use crate::application::App;
use crate::directory::Directory;
use crate::error::AppError;

/// Units named in a sentence; of more, only the number is given.
const NAMED: usize = 5;

/// What nobody is there for, a sentence each; empty when every step has somebody.
///
/// # Errors
/// What the database says.
pub async fn staffing_words(app: &App) -> Result<Vec<String>, AppError> {
    let accounts = app.store().read().accounts().await?;
    let active = accounts.into_iter().filter(|account| account.is_active);
    let members: Vec<Member> = active
        .map(|account| Member {
            unit: account.unit,
            roles: account.roles,
        })
        .collect();
    let directory = app.directory();
    let units: Vec<UnitId> = directory
        .units
        .iter()
        .filter(|unit| unit.is_active && unit.merged_into.is_none())
        .map(|unit| unit.id)
        .collect();
    let gaps = staffing_gaps(&units, &members);
    let sentences = gaps
        .iter()
        .map(|gap| sentence(gap, &directory, units.len()));
    Ok(sentences.collect())
}

/// `n_units`: of all, for what is missing everywhere needs no names.
fn sentence(gap: &StaffingGap, directory: &Directory, n_units: usize) -> String {
    match gap {
        StaffingGap::NoClerk => "没有分办员，来件没有人受理和分办。".to_owned(),
        StaffingGap::NoLeader => "没有分管领导，重点件没有人审签，也没有人批示。".to_owned(),
        StaffingGap::NoSecondPerson => {
            "分办员、督导员、分管领导不足两人，不予受理没有第二人核准。".to_owned()
        }
        StaffingGap::NobodyAcknowledges(units) => format!(
            "{}没有联络员和负责人，分去的事项没有人签收。",
            named(units, directory)
        ),
        StaffingGap::NoHead(units) => format!(
            "{}没有负责人，没有人申请延期和退回，答复只能由分管领导审签。",
            named(units, directory)
        ),
        StaffingGap::NoSupervisor(units) if units.len() == n_units => {
            "没有督导员，不满意的事项没有人督办和办结。".to_owned()
        }
        StaffingGap::NoSupervisor(units) => format!(
            "{}承办的事项没有人督导：督导员不得督导本单位承办的事项，请在别的单位指定一名督导员。",
            named(units, directory)
        ),
        StaffingGap::NoCaller(units) if units.len() == n_units => {
            "没有回访员，办结的事项没有人回访。".to_owned()
        }
        StaffingGap::NoCaller(units) => format!(
            "{}承办的事项没有人回访：承办单位的人员不得回访自己承办的事项，请在别的单位指定一名回访员。",
            named(units, directory)
        ),
    }
}

/// `「权益保障部」「女职工部」`, or `「权益保障部」等 12 个单位`.
fn named(units: &[UnitId], directory: &Directory) -> String {
    let names: String = units
        .iter()
        .take(NAMED)
        .map(|unit| format!("「{}」", directory.unit_name(*unit)))
        .collect();
    match units.len() {
        n if n > NAMED => format!("{names}等 {n} 个单位"),
        _ => names,
    }
}
