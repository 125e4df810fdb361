//! What was typed, understood: the small language of queries.
//!
//! Nothing is an error. Signs count only where nobody would write them in a text: quotes around a
//! whole word, `-` before one, `OR` alone between two, a known field before a colon. And a query
//! that used signs is also looked for as it stands, so a text that contains it is never missed.

mod dates;
mod fields;

use huiyin_core::TicketNo;
use huiyin_core::search::{Filters, SearchNames, Understood};

use crate::normalise::fold_text;

/// Longer queries are cut here; what is left still finds every text that holds the whole.
const QUERY_CHARS_MAX: usize = 2000;
const WORDS_MAX: usize = 64;
const ALTERNATIVES_MAX: usize = 16;

/// A query, read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Query {
    /// Folded. A match contains one of each.
    pub(crate) groups: Vec<Vec<String>>,
    /// Folded. A match contains none of these.
    pub(crate) without: Vec<String>,
    pub(crate) filters: Filters,
    /// The whole query, folded, when signs were read in it: a text that contains it matches too.
    pub(crate) raw: Option<String>,
    /// The printed form, folded, when the query is a number of an item.
    pub(crate) number: Option<String>,
    /// As typed, for people.
    pub(crate) understood: Understood,
    pub(crate) notes: Vec<String>,
}

impl Query {
    pub(crate) fn read(q: &str, names: &SearchNames) -> Self {
        let mut capped: String = q.chars().take(QUERY_CHARS_MAX).collect();
        let mut query = Self::default();
        if capped.len() < q.len() {
            query
                .notes
                .push(format!("查询太长，只用了前 {QUERY_CHARS_MAX} 个字"));
        }
        capped.retain(|c| c != '\u{0}');
        let mut reader = Reader {
            query: &mut query,
            names,
            has_signs: false,
        };
        reader.take(&tokens(&capped));
        let has_signs = reader.has_signs;
        let whole = fold_text(&capped);
        query.finish(&capped, whole, has_signs);
        query
    }

    fn finish(&mut self, typed: &str, whole: String, has_signs: bool) {
        if self.groups.is_empty() && !self.without.is_empty() {
            // only what must not occur: more likely a text that begins with a dash
            self.without.clear();
            self.understood.without.clear();
            self.groups.push(vec![whole]);
            self.understood.words.push(vec![typed.trim().to_owned()]);
        } else if has_signs && !whole.is_empty() {
            self.raw = Some(whole);
        }
        if self.groups.len() > WORDS_MAX {
            self.groups.truncate(WORDS_MAX);
            self.understood.words.truncate(WORDS_MAX);
            self.notes.push(format!("词太多，只用了前 {WORDS_MAX} 个"));
        }
        self.number = ticket_number(typed);
        if let (Some(number), [only]) = (&self.number, self.groups.as_mut_slice())
            && !only.contains(number)
        {
            only.push(number.clone());
        }
    }

    /// Nothing to look for: everything that passes the filters is an answer.
    pub(crate) const fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }

    /// The only string that is looked for, when there is but one.
    pub(crate) fn only(&self) -> Option<&str> {
        match (self.groups.as_slice(), self.raw.as_ref()) {
            ([group], None) if self.without.is_empty() => match group.as_slice() {
                [only] => Some(only),
                _ => None,
            },
            _ => None,
        }
    }
}

fn ticket_number(typed: &str) -> Option<String> {
    TicketNo::parse(typed.trim()).map(|no| fold_text(&no.to_string()))
}

/// A piece between blanks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token<'a> {
    Word(&'a str),
    Phrase(&'a str),
    /// Behind a dash.
    Without(&'a str),
    /// (field, value)
    Field(&'a str, &'a str),
    Or,
    And,
}

fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut found = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let (token, after) = next_token(rest);
        found.push(token);
        rest = after.trim_start();
    }
    found
}

fn next_token(rest: &str) -> (Token<'_>, &str) {
    if let Some((phrase, after)) = quoted(rest) {
        return (Token::Phrase(phrase), after);
    }
    if let Some(behind) = rest.strip_prefix(['-', '－', '−']) {
        if let Some((phrase, after)) = quoted(behind) {
            return (Token::Without(phrase), after);
        }
        let (word, after) = until_blank(behind);
        if !word.is_empty() {
            return (Token::Without(word), after);
        }
    }
    if let Some((field, behind)) = fields::prefix(rest) {
        if let Some((phrase, after)) = quoted(behind) {
            return (Token::Field(field, phrase), after);
        }
        let (value, after) = until_blank(behind);
        if !value.is_empty() {
            return (Token::Field(field, value), after);
        }
    }
    let (word, after) = until_blank(rest);
    let token = match word {
        "OR" | "ＯＲ" | "或" | "|" | "｜" | "||" => Token::Or,
        "AND" | "ＡＮＤ" | "&&" => Token::And,
        other => Token::Word(other),
    };
    (token, after)
}

fn until_blank(text: &str) -> (&str, &str) {
    let end = text.find(char::is_whitespace).unwrap_or(text.len());
    text.split_at_checked(end).unwrap_or((text, ""))
}

/// A phrase in quotes that stand around the whole word; inside a word they are a part of it.
fn quoted(text: &str) -> Option<(&str, &str)> {
    let open = text.chars().next()?;
    let closing: &[char] = match open {
        '"' | '＂' => &['"', '＂'],
        '“' | '”' | '„' => &['”', '“'],
        '「' => &['」'],
        '『' => &['』'],
        _ => return None,
    };
    let inside = text.get(open.len_utf8()..)?;
    let end = inside.find(closing)?;
    let (phrase, after) = inside.split_at_checked(end)?;
    let after = after.get(after.chars().next()?.len_utf8()..)?;
    let stands_alone = after.is_empty() || after.starts_with(char::is_whitespace);
    (stands_alone && !phrase.trim().is_empty()).then_some((phrase, after))
}

struct Reader<'a> {
    query: &'a mut Query,
    names: &'a SearchNames,
    has_signs: bool,
}

impl Reader<'_> {
    fn take(&mut self, tokens: &[Token<'_>]) {
        let mut joins = false;
        for (place, token) in tokens.iter().enumerate() {
            let is_between = place > 0 && place + 1 < tokens.len();
            match token {
                Token::Or | Token::And if !is_between => {
                    // at an end there is nothing to join: a word, unless there are others
                    if tokens.len() == 1 {
                        self.stray(token);
                    }
                }
                Token::Or => {
                    joins = true;
                    self.has_signs = true;
                    continue;
                }
                Token::And => self.has_signs = true,
                Token::Word(word) => self.word(word, joins),
                Token::Phrase(phrase) => {
                    self.has_signs = true;
                    self.word(phrase, joins);
                }
                Token::Without(word) => self.without(word),
                Token::Field(field, value) => self.field(field, value, joins),
            }
            joins = false;
        }
    }

    fn stray(&mut self, token: &Token<'_>) {
        let text = match token {
            Token::Or => "或",
            Token::And => "and",
            Token::Word(word) | Token::Phrase(word) | Token::Without(word) => word,
            Token::Field(field, _) => field,
        };
        self.word(text, false);
    }

    fn word(&mut self, typed: &str, joins: bool) {
        let folded = fold_text(typed);
        if folded.is_empty() {
            return;
        }
        let typed = typed.trim().to_owned();
        if joins
            && let (Some(group), Some(shown)) = (
                self.query.groups.last_mut(),
                self.query.understood.words.last_mut(),
            )
        {
            if !group.contains(&folded) && group.len() < ALTERNATIVES_MAX {
                group.push(folded);
                shown.push(typed);
            }
            return;
        }
        let group = vec![folded];
        if !self.query.groups.contains(&group) {
            self.query.groups.push(group);
            self.query.understood.words.push(vec![typed]);
        }
    }

    fn without(&mut self, typed: &str) {
        self.has_signs = true;
        let folded = fold_text(typed);
        if !folded.is_empty() && self.query.without.len() < WORDS_MAX {
            self.query.without.push(folded);
            self.query.understood.without.push(typed.to_owned());
        }
    }

    fn field(&mut self, field: &str, value: &str, joins: bool) {
        if fields::is_number(field) {
            self.number(value);
            return;
        }
        match fields::read(field, value, self.names, &mut self.query.filters) {
            Ok(()) => {
                self.has_signs = true;
                self.query.understood.filters = self.query.filters.clone();
            }
            Err(why) => {
                self.query.notes.push(why);
                self.word(&format!("{field}:{value}"), joins);
            }
        }
    }

    fn number(&mut self, value: &str) {
        self.has_signs = true;
        let folded = fold_text(value);
        if folded.is_empty() {
            return;
        }
        let mut group = vec![folded];
        group.extend(ticket_number(value).filter(|number| !group.contains(number)));
        self.query.groups.push(group);
        self.query.understood.words.push(vec![value.to_owned()]);
        self.query.understood.numbers.push(value.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(q: &str) -> Query {
        Query::read(q, &SearchNames::default())
    }

    #[test]
    fn words_phrases_and_signs() {
        let check = |q: &str, groups: &[&[&str]], without: &[&str]| {
            let query = read(q);
            assert_eq!(query.groups, groups, "{q}");
            assert_eq!(query.without, without, "{q}");
        };
        check("食堂　素菜 食堂", &[&["食堂"], &["素菜"]], &[]);
        check("“食堂 素菜” 窗口", &[&["食堂素菜"], &["窗口"]], &[]);
        check("\"hello world\"", &[&["hello world"]], &[]);
        check("「食堂」", &[&["食堂"]], &[]);
        check("食堂 -素菜 －“小 炒”", &[&["食堂"]], &["素菜", "小炒"]);
        check("食堂 OR 餐厅 窗口", &[&["食堂", "餐厅"], &["窗口"]], &[]);
        check("食堂 或 餐厅 ｜ 饭堂", &[&["食堂", "餐厅", "饭堂"]], &[]);
        check("食堂 AND 餐厅", &[&["食堂"], &["餐厅"]], &[]);
        // signs inside a word, and signs without a word
        check("关于“双减”政策", &[&["关于\"双减\"政策"]], &[]);
        check("“双减”政策", &[&["\"双减\"政策"]], &[]);
        check("-5度", &[&["-5度"]], &[]);
        check("OR 食堂", &[&["食堂"]], &[]);
        check("食堂 或", &[&["食堂"]], &[]);
        check("或", &[&["或"]], &[]);
        check("食堂 -", &[&["食堂"], &["-"]], &[]);
        check("“食堂", &[&["\"食堂"]], &[]);
        check("“” \"\"", &[&["\"\""]], &[]);
        check(" \u{200b}　", &[], &[]);
    }

    #[test]
    fn signs_keep_the_query_as_it_stands() {
        assert_eq!(read("食堂 -素菜").raw.as_deref(), Some("食堂-素菜"));
        assert_eq!(read("食堂 素菜").raw, None);
        assert_eq!(read("“食堂”").raw.as_deref(), Some("\"食堂\""));
        assert_eq!(read("食堂").only(), Some("食堂"));
        assert_eq!(read("“食堂”").only(), None);
    }

    #[test]
    fn numbers_and_lengths() {
        assert_eq!(read("gh2026-12").number.as_deref(), Some("gh2026-000012"));
        assert_eq!(read("gh2026-12").groups, [["gh2026-12", "gh2026-000012"]]);
        assert_eq!(
            read("编号：GH2026-12").groups,
            [["gh2026-12", "gh2026-000012"]]
        );
        assert_eq!(
            read("编号:大工发【2020】37号").groups,
            [["大工发(2020)37号"]]
        );
        assert_eq!(read("2026").number, None);
        let long = read(&"字".repeat(9000));
        assert_eq!(long.groups[0][0].chars().count(), QUERY_CHARS_MAX);
        assert_eq!(long.notes.len(), 1);
        let many: String = (0..500).map(|i| format!("词{i} ")).collect();
        assert_eq!(read(&many).groups.len(), WORDS_MAX);
    }
}
