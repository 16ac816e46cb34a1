// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <utility>
#include <vector>

namespace extract {

class Element;

//! Whether a blank-separated list holds the word.
bool hasWord(const char *list, const char *word);

//! The part of CSS selectors that the readers need: "tag.class#id[attribute][attribute=value]" and the
//! descendant combinator. A "*" stands for any tag.
class Selector
{
public:
    explicit Selector(const char *text);

    bool matches(const Element &element) const;

private:
    struct Compound
    {
        QByteArray tag;
        QByteArray id;
        std::vector<QByteArray> classes;
        std::vector<std::pair<QByteArray, QByteArray>> attributes; //!< an empty value matches any

        bool matches(const Element &element) const;
    };
    static Compound compound(const QByteArray &text);

    std::vector<Compound> m_compounds;
};

} // namespace extract
