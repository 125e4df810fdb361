//! 征集活动: what people are asked for in a period, with an address of its own for posters.
//!
//! A campaign ends for the page that asks, never for what was written: a form that was opened in
//! time is taken after the last day too.

use chrono::NaiveDate;
use huiyin_core::text::tidy;
use huiyin_core::{CampaignId, Role, StaffActor, time};
use huiyin_store::StoreError;
pub use huiyin_store::{Campaign, CampaignRow};

use crate::application::App;
use crate::directory::Directory;
use crate::error::{AppError, FieldError};

const NAME_MAX: usize = 40;
const INTRO_MAX: usize = 600;
const CODE_MAX: usize = 24;

/// What was typed.
#[derive(Debug, Clone, Default)]
pub struct CampaignForm {
    pub code: String,
    pub name: String,
    pub intro: String,
    pub opens_on: String,
    /// Empty: until further notice.
    pub closes_on: String,
}

/// What a code that somebody configured comes to on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CampaignStanding<'d> {
    Runs(&'d CampaignRow),
    NotYet(&'d CampaignRow),
    Over(&'d CampaignRow),
    /// No campaign has this code.
    Unknown,
}

impl CampaignStanding<'_> {
    /// Whether letters count as answers.
    pub const fn is_running(&self) -> bool {
        match self {
            Self::Runs(_) => true,
            Self::NotYet(_) | Self::Over(_) | Self::Unknown => false,
        }
    }

    /// What the desk reads. `code` is what was configured.
    pub fn words(&self, code: &str) -> String {
        const STILL: &str = "来信照常登记，不计入活动";
        let named = |row: &CampaignRow| {
            format!(
                "征集活动“{}”（{}）",
                row.campaign.name,
                period(&row.campaign)
            )
        };
        match self {
            Self::Runs(row) => named(row),
            Self::NotYet(row) => format!("{}还没有开始，{STILL}", named(row)),
            Self::Over(row) => format!("{}已经结束，{STILL}", named(row)),
            Self::Unknown => format!("没有代码为“{code}”的征集活动，{STILL}，请改配置"),
        }
    }
}

/// The campaign of a code, and whether it runs on that day.
pub fn standing<'d>(directory: &'d Directory, code: &str, on: NaiveDate) -> CampaignStanding<'d> {
    let Some(row) = directory.campaign_coded(&code.trim().to_lowercase()) else {
        return CampaignStanding::Unknown;
    };
    if row.campaign.is_open(on) {
        CampaignStanding::Runs(row)
    } else if on < row.campaign.opens_on {
        CampaignStanding::NotYet(row)
    } else {
        CampaignStanding::Over(row)
    }
}

/// A campaign and what came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CampaignCount {
    pub row: CampaignRow,
    /// Suggestions that answered it.
    pub n_suggestions: u64,
}

fn entitled(actor: &StaffActor) -> Result<(), AppError> {
    if actor.has_any(&[Role::Clerk, Role::Publisher]) {
        return Ok(());
    }
    let words = "征集活动由分办员和公开审核员维护。";
    Err(AppError::Forbidden(words.to_owned()))
}

/// All campaigns, the latest first.
///
/// # Errors
/// [`AppError::Forbidden`] for whoever does not keep them.
pub async fn campaigns(app: &App, actor: &StaffActor) -> Result<Vec<CampaignCount>, AppError> {
    entitled(actor)?;
    let read = app.store().read();
    let counts = read.campaign_counts().await?;
    let counted = |row: CampaignRow| CampaignCount {
        n_suggestions: counts.get(&row.id).copied().unwrap_or(0),
        row,
    };
    Ok(read.campaigns().await?.into_iter().map(counted).collect())
}

/// Adds a campaign (`id` is `None`) or changes one; the code of an existing one stays.
///
/// # Errors
/// [`AppError::Invalid`] with every wrong field; [`AppError::NotFound`] for no campaign;
/// [`AppError::Forbidden`] as in [`campaigns`].
pub async fn save_campaign(
    app: &App,
    actor: &StaffActor,
    id: Option<CampaignId>,
    form: &CampaignForm,
) -> Result<CampaignId, AppError> {
    entitled(actor)?;
    let known = match id {
        Some(id) => {
            let rows = app.store().read().campaigns().await?;
            let row = rows.into_iter().find(|row| row.id == id);
            Some(row.ok_or(AppError::NotFound)?.campaign.code)
        }
        None => None,
    };
    let wanted = form.parse(known)?;
    let (now, by) = (app.now(), actor.account);
    let saved = app
        .store()
        .write(move |tx| {
            let wanted = wanted.clone();
            Box::pin(async move {
                let what = format!(
                    "{}征集活动“{}”（{}），{}",
                    if id.is_some() { "修改" } else { "添加" },
                    wanted.name,
                    wanted.code,
                    period(&wanted),
                );
                let id = match id {
                    Some(id) => {
                        tx.update_campaign(id, wanted, (now, by)).await?;
                        id
                    }
                    None => match tx.insert_campaign(wanted, (now, by)).await {
                        Ok(id) => id,
                        Err(StoreError::Taken(_)) => {
                            let words = "这个代码已经用过，印出去的网址不能换内容，请另取一个";
                            return Err(AppError::invalid("code", words));
                        }
                        Err(other) => return Err(other.into()),
                    },
                };
                tx.log_admin(now, Some(by), &what).await?;
                // the other nodes load the organisation anew
                tx.next_policy_no().await?;
                Ok::<_, AppError>(id)
            })
        })
        .await?;
    app.reload_configuration().await?;
    Ok(saved)
}

/// `2026年9月1日至2026年9月30日`; `2026年9月1日起`.
pub fn period(campaign: &Campaign) -> String {
    let from = time::chinese_date(campaign.opens_on);
    match campaign.closes_on {
        Some(last) => format!("{from}至{}", time::chinese_date(last)),
        None => format!("{from}起"),
    }
}

impl CampaignForm {
    /// `known` is the code of the campaign that is changed.
    fn parse(&self, known: Option<String>) -> Result<Campaign, AppError> {
        let mut errors = Vec::new();
        let mut wrong = |field: &'static str, message: String| {
            errors.push(FieldError { field, message });
        };
        let code = known.unwrap_or_else(|| self.code.trim().to_lowercase());
        let is_plain = code
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
        if code.is_empty() || code.len() > CODE_MAX || !is_plain {
            let rule =
                format!("代码为 1—{CODE_MAX} 个小写字母、数字或短横线，印在海报上，用后不改");
            wrong("code", rule);
        }
        let name = tidy(&self.name);
        if !(1..=NAME_MAX).contains(&name.chars().count()) || name.contains('\n') {
            wrong("name", format!("请填写名称（一行，最多 {NAME_MAX} 字）"));
        }
        let intro = tidy(&self.intro);
        if !(1..=INTRO_MAX).contains(&intro.chars().count()) {
            wrong("intro", format!("请说明征集什么，最多 {INTRO_MAX} 字"));
        }
        let day = |text: &str| text.trim().parse::<NaiveDate>().ok();
        let opens_on = day(&self.opens_on);
        if opens_on.is_none() {
            wrong("opens_on", "请填写开始日期，如 2026-12-01".to_owned());
        }
        let closes_on = day(&self.closes_on);
        if closes_on.is_none() && !self.closes_on.trim().is_empty() {
            wrong(
                "closes_on",
                "截止日期应写成 2026-12-31 这样；长期征集的留空".to_owned(),
            );
        }
        if let (Some(from), Some(last)) = (opens_on, closes_on)
            && last < from
        {
            wrong("closes_on", "截止日期不能早于开始日期".to_owned());
        }
        match opens_on {
            Some(opens_on) if errors.is_empty() => Ok(Campaign {
                code,
                name,
                intro,
                opens_on,
                closes_on,
            }),
            _ => Err(AppError::Invalid(errors)),
        }
    }
}
