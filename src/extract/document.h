// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

#include <memory>
#include <optional>
#include <span>
#include <vector>

struct GumboInternalNode;

namespace extract {

//! One element of a Document; a light handle that is valid as long as the Document lives. A null element
//! answers every question with nothing, so that look-ups can be chained.
class Element
{
public:
    Element() = default;
    explicit Element(const GumboInternalNode *node) : m_node(node) {}

    bool isNull() const { return m_node == nullptr; }
    explicit operator bool() const { return m_node != nullptr; }
    bool operator==(const Element &other) const = default;

    //! The lower-case tag name; empty for an unknown element.
    QLatin1String tag() const;
    //! The attribute's value with entities decoded; null when it is not there.
    QString attribute(const char *name) const;
    //! The same as UTF-8, without a copy; null when it is not there.
    const char *rawAttribute(const char *name) const;
    bool hasClass(const char *name) const;

    //! What a reader sees: entities decoded, white space collapsed, a blank between blocks; no script or
    //! style.
    QString text() const;
    //! The text of this element's own text nodes only, white space collapsed.
    QString ownText() const;
    //! The raw text, for script elements.
    QByteArray rawText() const;

    //! The descendants that match "tag.class#id[attribute] descendant", in document order.
    //! @param limit stops after so many.
    std::vector<Element> all(const char *selector, std::size_t limit = SIZE_MAX) const;
    Element first(const char *selector) const;
    //! The nearest ancestor that matches one compound selector.
    Element closest(const char *selector) const;
    Element parent() const;
    std::vector<Element> children() const;
    //! The text of the siblings that follow, up to the next one with one of these tags.
    QString textBehind(std::span<const char *const> stops) const;

private:
    const GumboInternalNode *m_node = nullptr;
};

//! A parsed page. Parsing never fails and its memory is freed at once, however deep the tree is.
class Document
{
public:
    //! Absent when the page nests deeper than any real one does: parsing such pages takes quadratic time.
    //! @param utf8 is kept (shared) as long as the document lives.
    static std::optional<Document> parse(const QByteArray &utf8);

    Document(Document &&) noexcept;
    Document &operator=(Document &&) noexcept;
    ~Document();

    Element root() const;
    std::vector<Element> all(const char *selector) const { return root().all(selector); }
    Element first(const char *selector) const { return root().first(selector); }
    //! Whether the page's own "</html>" was reached.
    bool isComplete() const;
    //! Whether the page states "<html>", as pages do and fragments do not.
    bool hasHtmlTag() const;

private:
    struct Tree;
    explicit Document(std::unique_ptr<Tree> tree);
    std::unique_ptr<Tree> m_tree;
};

} // namespace extract
