//! What the address of a query page names: a query code, and which part of its letter.

use huiyin_app::{App, AppError, tracking};
use huiyin_core::LookupCode;
use huiyin_workflow::Suggestion;

/// Between the code and the number of a part. No code contains it.
const SEPARATOR: char = '~';

/// A code that was found, and the part of the letter that was asked for: the code of a letter
/// opens everything that was split off it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TrackKey {
    code: LookupCode,
    /// From 1, in the order in which they were split off; `None` is the letter itself.
    part: Option<usize>,
}

impl TrackKey {
    pub(super) const fn of_letter(code: LookupCode) -> Self {
        Self { code, part: None }
    }

    /// Finds what the address names.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for a wrong code and for a part that there is not, alike.
    pub(super) async fn find(app: &App, typed: &str) -> Result<(Self, Suggestion), AppError> {
        let (code, part) = match typed.split_once(SEPARATOR) {
            // 0 is no part
            Some((code, no)) => (code, Some(no.parse().unwrap_or(0))),
            None => (typed, None),
        };
        let letter = tracking::find(app, code).await?;
        let found = match part {
            Some(no) => tracking::part(app, &letter, no).await?,
            None => letter,
        };
        let code = LookupCode::parse(code).ok_or(AppError::NotFound)?;
        Ok((Self { code, part }, found))
    }

    /// Where it is shown.
    pub(super) fn address(&self) -> String {
        let code = self.code.as_str();
        match self.part {
            Some(no) => format!("/t/{code}{SEPARATOR}{no}"),
            None => format!("/t/{code}"),
        }
    }

    /// The letter itself.
    pub(super) fn letter(&self) -> Self {
        Self::of_letter(self.code.clone())
    }

    /// The part of that number, from 1.
    pub(super) fn with_part(&self, no: usize) -> Self {
        Self {
            code: self.code.clone(),
            part: Some(no),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_of_a_part_is_that_of_the_letter_with_its_number() {
        let code = LookupCode::parse("7K3M-9QXT-4R2A-P0WD").unwrap();
        let letter = TrackKey::of_letter(code);
        assert_eq!(letter.address(), "/t/7K3M9QXT4R2AP0WD");
        let second = letter.with_part(2);
        assert_eq!(second.address(), "/t/7K3M9QXT4R2AP0WD~2");
        assert_eq!(second.letter(), letter);
    }
}
