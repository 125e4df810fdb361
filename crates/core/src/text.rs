//! Texts that people type, parsed once at the edge.

/// Why a text is not acceptable; the message is for the person who typed it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    #[error("{field}不能为空")]
    Empty { field: &'static str },
    #[error("{field}最多 {max} 字，现有 {found} 字")]
    TooLong {
        field: &'static str,
        max: usize,
        found: usize,
    },
}

/// Longest title, in characters.
pub const TITLE_MAX: usize = 100;
/// Longest body, in characters. A letter of twenty pages fits.
pub const BODY_MAX: usize = 20_000;

/// Removes control characters (but not line breaks and tabs), NULs and outer white space, and
/// unifies line breaks. What a person reads does not change.
pub fn tidy(text: &str) -> String {
    let unified = text.replace("\r\n", "\n").replace('\r', "\n");
    let kept: String = unified
        .chars()
        .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'))
        .collect();
    kept.trim().to_owned()
}

/// Title of a text from which none can be proposed.
const UNTITLED: &str = "（无标题）";

/// One line of at most [`TITLE_MAX`] characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Title(String);

impl Title {
    pub fn parse(text: &str) -> Result<Self, TextError> {
        let line = tidy(text).split_whitespace().collect::<Vec<_>>().join(" ");
        let found = line.chars().count();
        match found {
            0 => Err(TextError::Empty { field: "标题" }),
            n if n > TITLE_MAX => Err(TextError::TooLong {
                field: "标题",
                max: TITLE_MAX,
                found,
            }),
            _ => Ok(Self(line)),
        }
    }

    /// Proposes a title from a text: its first sentence, greetings skipped, at most 30 characters.
    pub fn propose(body: &str) -> Self {
        const MAX: usize = 30;
        const GREETINGS: [&str; 8] = [
            "您好",
            "你好",
            "尊敬的",
            "领导",
            "各位",
            "敬爱的",
            "主席",
            "书记",
        ];
        let tidy = tidy(body);
        let mut sentences = tidy
            .split(['。', '！', '？', '；', '\n', '!', '?', ';'])
            .map(str::trim)
            .filter(|s| !s.is_empty());
        let is_greeting = |s: &str| {
            s.chars().count() <= 12 && GREETINGS.iter().any(|greeting| s.contains(greeting))
        };
        let first = sentences
            .clone()
            .find(|s| !is_greeting(s))
            .or_else(|| sentences.next());
        let mut line: String = match first {
            Some(sentence) => sentence
                .trim_matches(['，', ',', '：', ':', '、', ' '])
                .to_owned(),
            None => UNTITLED.to_owned(),
        };
        // "您好，食堂……" keeps what follows the greeting
        if let Some((head, rest)) = line.split_once(['，', ',', '：', ':'])
            && is_greeting(head)
            && !rest.trim().is_empty()
        {
            line = rest.trim().to_owned();
        }
        if line.chars().count() > MAX {
            let head: String = line.chars().take(MAX).collect();
            // better to stop at a comma than inside a phrase
            line = match head.rsplit_once(['，', ',', '、']) {
                Some((clause, _)) if clause.chars().count() >= 10 => clause.to_owned(),
                _ => format!("{}…", head.chars().take(MAX - 1).collect::<String>()),
            };
        }
        let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
        // a text of nothing but punctuation
        if line.is_empty() {
            return Self(UNTITLED.to_owned());
        }
        Self(line)
    }

    /// Cuts an over-long title of a source that cannot be asked again (mail, import).
    pub fn shorten(text: &str) -> Option<Self> {
        let line = tidy(text).split_whitespace().collect::<Vec<_>>().join(" ");
        match line.chars().count() {
            0 => None,
            n if n <= TITLE_MAX => Some(Self(line)),
            _ => {
                let head: String = line.chars().take(TITLE_MAX - 1).collect();
                Some(Self(format!("{head}…")))
            }
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn into_string(self) -> String {
        self.0
    }
}

/// The text of a submission or a reply: 1 to [`BODY_MAX`] characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Body(String);

impl Body {
    pub fn parse(field: &'static str, text: &str) -> Result<Self, TextError> {
        let text = tidy(text);
        let found = text.chars().count();
        match found {
            0 => Err(TextError::Empty { field }),
            n if n > BODY_MAX => Err(TextError::TooLong {
                field,
                max: BODY_MAX,
                found,
            }),
            _ => Ok(Self(text)),
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn into_string(self) -> String {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_proposed_from_what_matters() {
        let check = |body: &str, expect: &str| {
            assert_eq!(Title::propose(body).as_str(), expect);
        };
        check("食堂的素菜窗口太少。希望增加。", "食堂的素菜窗口太少");
        check(
            "尊敬的领导：\n车间夏天太热，请装风扇",
            "车间夏天太热，请装风扇",
        );
        check(
            "您好，我想问一下互助保障怎么办理？谢谢",
            "我想问一下互助保障怎么办理",
        );
        check("您好！", "您好");
        check("", "（无标题）");
        check("，，，", "（无标题）");
    }

    #[test]
    fn a_long_sentence_is_cut_at_a_comma() {
        let body = "我们车间在厂区最北边，离食堂有两公里，中午休息只有四十分钟，来回走路就要半个小时，根本来不及吃饭";
        let title = Title::propose(body);
        assert!(title.as_str().chars().count() <= 30);
        assert_eq!(
            title.as_str(),
            "我们车间在厂区最北边，离食堂有两公里，中午休息只有四十分钟"
        );
    }

    #[test]
    fn control_characters_go_and_line_breaks_stay() {
        assert_eq!(tidy("a\u{0}b\r\nc\u{7}\t "), "ab\nc");
        assert_eq!(
            Body::parse("内容", " \n\t "),
            Err(TextError::Empty { field: "内容" })
        );
        assert!(Title::parse(&"字".repeat(101)).is_err());
        assert_eq!(
            Title::shorten(&"字".repeat(500))
                .unwrap()
                .as_str()
                .chars()
                .count(),
            100
        );
    }
}
