// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "extract/document.h"

#include "extract/arena.h"
#include "extract/nesting.h"
#include "extract/selector.h"

#include <gumbo.h>

#include <algorithm>

namespace extract {

namespace {

void *allocate(void *arena, std::size_t size)
{
    return static_cast<Arena *>(arena)->allocate(size);
}

// The arena frees everything at once. Gumbo's own destruction recurses once per level of the tree.
void release(void *, void *)
{
}

const GumboVector *childrenOf(const GumboNode *node)
{
    switch (node->type) {
    case GUMBO_NODE_DOCUMENT:
        return &node->v.document.children;
    case GUMBO_NODE_ELEMENT:
    case GUMBO_NODE_TEMPLATE:
        return &node->v.element.children;
    default:
        return nullptr;
    }
}

bool isElement(const GumboNode *node)
{
    return node && (node->type == GUMBO_NODE_ELEMENT || node->type == GUMBO_NODE_TEMPLATE);
}

bool isTextNode(const GumboNode *node)
{
    return node->type == GUMBO_NODE_TEXT || node->type == GUMBO_NODE_WHITESPACE ||
           node->type == GUMBO_NODE_CDATA;
}

const GumboNode *childAt(const GumboVector *children, unsigned int index)
{
    return static_cast<const GumboNode *>(children->data[index]);
}

//! Visits the descendants in document order without recursion. The visitor says whether to go deeper.
template <typename Visitor>
void walk(const GumboNode *top, Visitor visit)
{
    std::vector<const GumboNode *> stack;
    const auto push = [&stack](const GumboNode *node) {
        if (const GumboVector *children = childrenOf(node)) {
            for (unsigned int i = children->length; i > 0; --i)
                stack.push_back(childAt(children, i - 1));
        }
    };
    push(top);
    while (!stack.empty()) {
        const GumboNode *node = stack.back();
        stack.pop_back();
        if (visit(node))
            push(node);
    }
}

bool isSilent(GumboTag tag)
{
    return tag == GUMBO_TAG_SCRIPT || tag == GUMBO_TAG_STYLE || tag == GUMBO_TAG_NOSCRIPT ||
           tag == GUMBO_TAG_TEMPLATE;
}

bool isInline(GumboTag tag)
{
    switch (tag) {
    case GUMBO_TAG_A:
    case GUMBO_TAG_B:
    case GUMBO_TAG_EM:
    case GUMBO_TAG_FONT:
    case GUMBO_TAG_I:
    case GUMBO_TAG_MARK:
    case GUMBO_TAG_SMALL:
    case GUMBO_TAG_SPAN:
    case GUMBO_TAG_STRONG:
    case GUMBO_TAG_SUB:
    case GUMBO_TAG_SUP:
    case GUMBO_TAG_U:
        return true;
    default:
        return false;
    }
}

//! Adds what a reader sees of this subtree.
void appendVisible(QString &text, const GumboNode *top)
{
    if (isTextNode(top)) {
        text += QString::fromUtf8(top->v.text.text);
        return;
    }
    walk(top, [&text](const GumboNode *node) {
        if (isTextNode(node)) {
            text += QString::fromUtf8(node->v.text.text);
            return false;
        }
        if (!isElement(node) || isSilent(node->v.element.tag))
            return false;
        if (!isInline(node->v.element.tag))
            text += u' ';
        return true;
    });
}

} // namespace

QLatin1String Element::tag() const
{
    if (!m_node || m_node->v.element.tag == GUMBO_TAG_UNKNOWN)
        return {};
    return QLatin1String(gumbo_normalized_tagname(m_node->v.element.tag));
}

QString Element::attribute(const char *name) const
{
    return QString::fromUtf8(rawAttribute(name));
}

const char *Element::rawAttribute(const char *name) const
{
    const GumboAttribute *attribute =
        m_node ? gumbo_get_attribute(&m_node->v.element.attributes, name) : nullptr;
    return attribute ? attribute->value : nullptr;
}

bool Element::hasClass(const char *name) const
{
    const char *classes = rawAttribute("class");
    return classes && hasWord(classes, name);
}

QString Element::text() const
{
    QString text;
    if (m_node)
        appendVisible(text, m_node);
    return text.simplified();
}

QString Element::ownText() const
{
    QString text;
    const GumboVector *children = m_node ? childrenOf(m_node) : nullptr;
    for (unsigned int i = 0; children && i < children->length; ++i) {
        if (isTextNode(childAt(children, i)))
            text += QString::fromUtf8(childAt(children, i)->v.text.text);
    }
    return text.simplified();
}

QByteArray Element::rawText() const
{
    QByteArray text;
    const GumboVector *children = m_node ? childrenOf(m_node) : nullptr;
    for (unsigned int i = 0; children && i < children->length; ++i) {
        if (isTextNode(childAt(children, i)))
            text += childAt(children, i)->v.text.text;
    }
    return text;
}

std::vector<Element> Element::all(const char *selector, std::size_t limit) const
{
    std::vector<Element> found;
    if (!m_node)
        return found;
    const Selector wanted(selector);
    walk(m_node, [&](const GumboNode *node) {
        if (found.size() >= limit)
            return false;
        if (isElement(node) && wanted.matches(Element(node)))
            found.push_back(Element(node));
        return isElement(node);
    });
    return found;
}

Element Element::first(const char *selector) const
{
    const auto found = all(selector, 1);
    return found.empty() ? Element() : found.front();
}

Element Element::closest(const char *selector) const
{
    const Selector wanted(selector);
    for (Element ancestor = parent(); ancestor; ancestor = ancestor.parent()) {
        if (wanted.matches(ancestor))
            return ancestor;
    }
    return {};
}

Element Element::parent() const
{
    return m_node && isElement(m_node->parent) ? Element(m_node->parent) : Element();
}

std::vector<Element> Element::children() const
{
    std::vector<Element> found;
    const GumboVector *children = m_node ? childrenOf(m_node) : nullptr;
    for (unsigned int i = 0; children && i < children->length; ++i) {
        if (isElement(childAt(children, i)))
            found.emplace_back(childAt(children, i));
    }
    return found;
}

QString Element::textBehind(std::span<const char *const> stops) const
{
    QString text;
    const GumboVector *siblings = m_node && m_node->parent ? childrenOf(m_node->parent) : nullptr;
    bool behind = false;
    for (unsigned int i = 0; siblings && i < siblings->length; ++i) {
        const GumboNode *node = childAt(siblings, i);
        const QLatin1String tag = isElement(node) ? Element(node).tag() : QLatin1String();
        if (behind && std::any_of(stops.begin(), stops.end(),
                                  [tag](const char *stop) { return tag == QLatin1String(stop); }))
            break;
        if (behind && (isTextNode(node) || isElement(node)))
            appendVisible(text, node);
        behind = behind || node == m_node;
    }
    return text.simplified();
}

struct Document::Tree
{
    QByteArray page;
    Arena arena;
    const GumboOutput *output = nullptr;
};

Document::Document(std::unique_ptr<Tree> tree) : m_tree(std::move(tree))
{
}
Document::Document(Document &&) noexcept = default;
Document &Document::operator=(Document &&) noexcept = default;
Document::~Document() = default;

std::optional<Document> Document::parse(const QByteArray &utf8)
{
    if (nestingDepth(utf8) > kMaxNesting)
        return std::nullopt;
    auto tree = std::make_unique<Tree>();
    tree->page = utf8;
    GumboOptions options = kGumboDefaultOptions;
    options.allocator = allocate;
    options.deallocator = release;
    options.userdata = &tree->arena;
    options.max_errors = 0;
    tree->output = gumbo_parse_with_options(&options, tree->page.constData(),
                                            static_cast<std::size_t>(tree->page.size()));
    return Document(std::move(tree));
}

Element Document::root() const
{
    return Element(m_tree->output->root);
}

bool Document::hasHtmlTag() const
{
    return m_tree->output->root->v.element.original_tag.length > 0;
}

bool Document::isComplete() const
{
    return m_tree->output->root->v.element.original_end_tag.length > 0;
}

} // namespace extract
