// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "extract/nesting.h"

#include <QHash>
#include <QSet>

#include <algorithm>
#include <cctype>

namespace extract {

namespace {

//! Elements that never contain others, or that close by themselves.
bool isFlat(const QByteArray &name)
{
    static const QSet<QByteArray> names = {
        "area",   "base",  "br",     "col",   "embed",  "hr",    "img",  "input",   "link",
        "meta",   "param", "source", "track", "wbr",    "p",     "li",   "td",      "tr",
        "th",     "dt",    "dd",     "thead", "tbody",  "tfoot", "html", "head",    "body",
        "option", "rp",    "rt",     "path",  "circle", "rect",  "line", "polygon", "use"};
    return names.contains(name);
}

//! Elements whose content is no markup.
bool isRaw(const QByteArray &name)
{
    return name == "script" || name == "style" || name == "textarea" || name == "title" || name == "iframe" ||
           name == "noembed" || name == "xmp";
}

class Scanner
{
public:
    explicit Scanner(const QByteArray &page) : m_page(page) {}

    int deepest()
    {
        while ((m_at = m_page.indexOf('<', m_at)) >= 0)
            step();
        return m_deepest;
    }

private:
    void step()
    {
        ++m_at;
        if (m_page.mid(m_at, 3) == "!--") {
            const qsizetype end = m_page.indexOf("-->", m_at + 1); // "<!-->" is one, too
            m_at = end < 0 ? m_page.size() : end + 3;
            return;
        }
        const bool closing = m_at < m_page.size() && m_page.at(m_at) == '/';
        const QByteArray name = nameAt(closing ? m_at + 1 : m_at);
        if (name.isEmpty())
            return;
        m_at += name.size() + (closing ? 1 : 0);
        skipAttributes();
        if (closing)
            close(name);
        else if (isRaw(name))
            skipRaw(name);
        else if (!isFlat(name))
            open(name);
    }

    QByteArray nameAt(qsizetype at) const
    {
        qsizetype end = at;
        while (end < m_page.size() && end - at < 32 &&
               (std::isalnum(static_cast<unsigned char>(m_page.at(end))) || m_page.at(end) == '-'))
            ++end;
        return m_page.mid(at, end - at).toLower();
    }

    void skipAttributes()
    {
        char quote = 0;
        for (; m_at < m_page.size(); ++m_at) {
            const char c = m_page.at(m_at);
            if (quote) {
                quote = c == quote ? char(0) : quote;
            } else if (c == '>') {
                return;
            } else if ((c == '"' || c == '\'') && m_page.at(m_at - 1) == '=') {
                quote = c;
            }
        }
    }

    void skipRaw(const QByteArray &name)
    {
        const QByteArray end = "</" + name;
        for (qsizetype at = m_page.indexOf("</", m_at); at >= 0; at = m_page.indexOf("</", at + 2)) {
            if (m_page.mid(at, end.size()).toLower() == end) {
                m_at = at + end.size();
                return;
            }
        }
        m_at = m_page.size();
    }

    void open(const QByteArray &name)
    {
        ++m_open[name];
        m_deepest = std::max(m_deepest, ++m_depth);
    }

    void close(const QByteArray &name)
    {
        const auto entry = m_open.find(name);
        if (entry == m_open.end() || *entry == 0)
            return;
        --*entry;
        --m_depth;
    }

    const QByteArray &m_page;
    qsizetype m_at = 0;
    QHash<QByteArray, int> m_open;
    int m_depth = 0;
    int m_deepest = 0;
};

} // namespace

int nestingDepth(const QByteArray &page)
{
    return Scanner(page).deepest();
}

} // namespace extract
