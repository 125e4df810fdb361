//! The operators of a page that show text (ISO 32000-1, 9.4), with just enough geometry to know
//! where a line and a word end.

use std::collections::HashMap;
use std::rc::Rc;

use lopdf::content::{Content, Operation};
use lopdf::{Dictionary, Document, Object, ObjectId};

use super::font::Font;
use super::matrix::Matrix;
use super::radical;
use crate::text::budget::{Budget, Stop};

/// Most that the operators of one page may unpack to, in bytes.
const MAX_CONTENT: usize = 24 << 20;
/// How deep drawings may stand in drawings.
const MAX_DEPTH: usize = 8;
/// How many drawings of drawings are followed in one document: they may multiply.
const MAX_DRAWINGS: usize = 5_000;
const MAX_STATES: usize = 256;
/// Farther apart than this in height is another line, in points.
const SAME_LINE: f32 = 2.0;
/// A gap between letters wider than this separates words, in thousandths of the font size.
const WORD_GAP: f32 = -180.0;

pub(super) struct Walker<'a, 'b> {
    document: &'a Document,
    budget: &'b mut Budget,
    fonts: HashMap<ObjectId, Rc<Font<'a>>>,
    drawings_left: usize,
    /// Where the last words ended, on the page.
    pen: Option<(f32, f32)>,
}

/// What `q` saves and `Q` restores, and where the text stands.
struct State<'a> {
    page: Matrix,
    saved: Vec<(Matrix, Option<Rc<Font<'a>>>, f32)>,
    text: Matrix,
    line: Matrix,
    leading: f32,
    font: Option<Rc<Font<'a>>>,
    size: f32,
}

type Resources<'a> = Vec<&'a Dictionary>;

impl<'a, 'b> Walker<'a, 'b> {
    pub(super) fn new(document: &'a Document, budget: &'b mut Budget) -> Self {
        Self {
            document,
            budget,
            fonts: HashMap::new(),
            drawings_left: MAX_DRAWINGS,
            pen: None,
        }
    }

    /// Reads one page. What is damaged in it is left out.
    pub(super) fn page(&mut self, id: ObjectId) -> Result<(), Stop> {
        self.budget.step()?;
        let Ok((own, shared)) = self.document.get_page_resources(id) else {
            return Ok(());
        };
        let shared = shared
            .into_iter()
            .filter_map(|id| self.document.get_dictionary(id).ok());
        let resources: Resources<'a> = own.into_iter().chain(shared).collect();
        let most = MAX_CONTENT.min(self.budget.bytes_left());
        let content = match self.document.get_page_content_with_limit(id, most) {
            Ok(content) => content,
            Err(lopdf::Error::Decompress(_)) => return Err(Stop::TooLarge),
            Err(_) => return Ok(()),
        };
        self.budget.unpacked(content.len())?;
        self.pen = None;
        self.content(&content, &resources, Matrix::ONE, 0)?;
        self.budget.end_line()
    }

    fn content(
        &mut self,
        content: &[u8],
        resources: &Resources<'a>,
        page: Matrix,
        depth: usize,
    ) -> Result<(), Stop> {
        let mut state = State {
            page,
            saved: Vec::new(),
            text: Matrix::ONE,
            line: Matrix::ONE,
            leading: 0.0,
            font: None,
            size: 0.0,
        };
        for operation in Content::<Vec<Operation>>::decode_iter(content) {
            self.budget.step()?;
            // what comes after a broken operator has no meaning
            let Ok(operation) = operation else { break };
            self.operate(&operation, resources, &mut state, depth)?;
        }
        Ok(())
    }

    fn operate(
        &mut self,
        operation: &Operation,
        resources: &Resources<'a>,
        state: &mut State<'a>,
        depth: usize,
    ) -> Result<(), Stop> {
        let operands = operation.operands.as_slice();
        match operation.operator.as_str() {
            "q" if state.saved.len() < MAX_STATES => {
                state
                    .saved
                    .push((state.page, state.font.clone(), state.size));
            }
            "Q" => {
                if let Some((page, font, size)) = state.saved.pop() {
                    (state.page, state.font, state.size) = (page, font, size);
                }
            }
            "cm" => {
                if let Some(matrix) = matrix(operands) {
                    state.page = matrix.then(state.page);
                }
            }
            "BT" => state.start(Matrix::ONE),
            "Tf" => {
                if let [Object::Name(name), size] = operands {
                    state.size = size.as_float().unwrap_or(0.0);
                    state.font = self.font(name, resources)?;
                }
            }
            "TL" => state.leading = number(operands, 0),
            "Td" => state.next_line(number(operands, 0), number(operands, 1)),
            "TD" => {
                state.leading = -number(operands, 1);
                state.next_line(number(operands, 0), number(operands, 1));
            }
            "T*" => state.next_line(0.0, -state.leading),
            "Tm" => {
                if let Some(matrix) = matrix(operands) {
                    state.start(matrix);
                }
            }
            "Tj" => self.show(operands, state)?,
            "'" | "\"" => {
                state.next_line(0.0, -state.leading);
                self.show(operands, state)?;
            }
            "TJ" => {
                if let [Object::Array(pieces)] = operands {
                    self.show(pieces, state)?;
                }
            }
            "Do" => {
                if let [Object::Name(name)] = operands {
                    self.drawing(name, resources, state, depth)?;
                }
            }
            // nothing else has to do with words
            _ => {}
        }
        Ok(())
    }

    /// Shows strings; numbers between them move the pen.
    fn show(&mut self, pieces: &[Object], state: &mut State<'a>) -> Result<(), Stop> {
        let Some(font) = state.font.clone() else {
            return Ok(());
        };
        let mut words = String::new();
        let mut gap = false;
        for piece in pieces {
            if let Object::String(codes, _) = piece {
                if gap && !words.is_empty() {
                    words.push(' ');
                }
                gap = false;
                font.decode(codes, &mut words);
            } else {
                gap |= piece.as_float().is_ok_and(|gap| gap < WORD_GAP);
            }
        }
        if words.is_empty() {
            return Ok(());
        }
        let at = state.text.then(state.page);
        let (x, y) = at.origin();
        let em = (state.size * at.stretch()).abs();
        if let Some((end, line)) = self.pen {
            if (line - y).abs() > SAME_LINE {
                self.budget.end_line()?;
            } else if x > end + em * 0.2 {
                self.budget.separate(' ')?;
            }
        }
        for c in words.chars() {
            self.budget.push_char(radical::unified(c))?;
        }
        let width: f32 = words.chars().map(width).sum();
        self.pen = Some((x + width * em, y));
        state.text = Matrix::moved(width * state.size, 0.0).then(state.text);
        Ok(())
    }

    fn font(
        &mut self,
        name: &[u8],
        resources: &Resources<'a>,
    ) -> Result<Option<Rc<Font<'a>>>, Stop> {
        let Some(found) = self.resource(b"Font", name, resources) else {
            return Ok(None);
        };
        let id = found.as_reference().ok();
        if let Some(known) = id.and_then(|id| self.fonts.get(&id)) {
            return Ok(Some(Rc::clone(known)));
        }
        let Ok((_, Object::Dictionary(dictionary))) = self.document.dereference(found) else {
            return Ok(None);
        };
        let font = Rc::new(Font::read(self.document, dictionary, self.budget)?);
        if let Some(id) = id {
            self.fonts.insert(id, Rc::clone(&font));
        }
        Ok(Some(font))
    }

    /// A drawing that stands in the page by its name, and may hold words.
    fn drawing(
        &mut self,
        name: &[u8],
        resources: &Resources<'a>,
        state: &State<'a>,
        depth: usize,
    ) -> Result<(), Stop> {
        let Some(found) = self.resource(b"XObject", name, resources) else {
            return Ok(());
        };
        let Ok((_, Object::Stream(stream))) = self.document.dereference(found) else {
            return Ok(());
        };
        let get = |key: &[u8]| stream.dict.get_deref(key, self.document).ok();
        let is_form = matches!(get(b"Subtype"), Some(Object::Name(name)) if name == b"Form");
        if !is_form || depth >= MAX_DEPTH {
            return Ok(());
        }
        let Some(left) = self.drawings_left.checked_sub(1) else {
            return Err(Stop::TooLarge);
        };
        self.drawings_left = left;
        let most = MAX_CONTENT.min(self.budget.bytes_left());
        let content = match stream.get_plain_content_with_limit(most) {
            Ok(content) => content,
            Err(lopdf::Error::Decompress(_)) => return Err(Stop::TooLarge),
            Err(_) => return Ok(()),
        };
        self.budget.unpacked(content.len())?;
        let mut inner = resources.clone();
        if let Some(Object::Dictionary(own)) = get(b"Resources") {
            inner.insert(0, own);
        }
        let own = match get(b"Matrix") {
            Some(Object::Array(values)) => matrix(values),
            Some(_) | None => None,
        };
        let page = own.unwrap_or(Matrix::ONE).then(state.page);
        self.content(&content, &inner, page, depth + 1)
    }

    fn resource(&self, kind: &[u8], name: &[u8], resources: &Resources<'a>) -> Option<&'a Object> {
        resources.iter().find_map(|one| {
            let named = self.document.get_dict_in_dict(one, kind).ok()?;
            named.get(name).ok()
        })
    }
}

impl State<'_> {
    fn start(&mut self, at: Matrix) {
        self.line = at;
        self.text = at;
    }

    fn next_line(&mut self, x: f32, y: f32) {
        self.start(Matrix::moved(x, y).then(self.line));
    }
}

/// Roughly how wide a character is, in parts of the font size.
const fn width(c: char) -> f32 {
    match c {
        'm' | 'w' | 'M' | 'W' => 0.9,
        'A'..='Z' => 0.7,
        '\0'..='\u{24F}' => 0.52,
        _ => 1.0,
    }
}

fn number(operands: &[Object], at: usize) -> f32 {
    operands
        .get(at)
        .and_then(|operand| operand.as_float().ok())
        .unwrap_or(0.0)
}

fn matrix(operands: &[Object]) -> Option<Matrix> {
    let values: Vec<f32> = operands
        .iter()
        .take(6)
        .map(|operand| operand.as_float().unwrap_or(0.0))
        .collect();
    Some(Matrix::new(values.try_into().ok()?))
}
