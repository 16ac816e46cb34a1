// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "extract/selector.h"

#include "extract/document.h"

#include <QList>

#include <algorithm>
#include <cstring>

namespace extract {

bool hasWord(const char *list, const char *word)
{
    const std::size_t length = std::strlen(word);
    for (const char *at = std::strstr(list, word); at; at = std::strstr(at + 1, word)) {
        const bool begins = at == list || std::strchr(" \t\n\r\f", at[-1]);
        if (begins && std::strchr(" \t\n\r\f", at[length])) // also true for the terminating zero
            return true;
    }
    return false;
}

Selector::Selector(const char *text)
{
    for (const QByteArray &part : QByteArray::fromRawData(text, qsizetype(std::strlen(text))).split(' '))
        m_compounds.push_back(compound(part));
}

Selector::Compound Selector::compound(const QByteArray &text)
{
    Compound result;
    qsizetype at = 0;
    while (at < text.size()) {
        const char kind = text.at(at);
        const bool marked = kind == '.' || kind == '#' || kind == '[';
        const qsizetype begin = marked ? at + 1 : at;
        qsizetype end = begin;
        if (kind == '[') {
            end = text.indexOf(']', begin);
        } else {
            while (end < text.size() && !std::strchr(".#[", text.at(end)))
                ++end;
        }
        Q_ASSERT(end > begin);
        const QByteArray name = text.mid(begin, end - begin);
        if (kind == '.') {
            result.classes.push_back(name);
        } else if (kind == '#') {
            result.id = name;
        } else if (kind == '[') {
            const qsizetype equals = name.indexOf('=');
            result.attributes.emplace_back(equals < 0 ? name : name.left(equals),
                                           equals < 0 ? QByteArray() : name.mid(equals + 1));
        } else if (name != "*") {
            result.tag = name;
        }
        at = kind == '[' ? end + 1 : end;
    }
    return result;
}

bool Selector::Compound::matches(const Element &element) const
{
    if (!tag.isEmpty() && element.tag() != QLatin1String(tag))
        return false;
    const auto equals = [&element](const QByteArray &name, const QByteArray &value) {
        const char *stated = element.rawAttribute(name.constData());
        return stated && (value.isEmpty() || value == stated);
    };
    if (!id.isEmpty() && !equals("id", id))
        return false;
    if (!std::all_of(classes.begin(), classes.end(),
                     [&](const QByteArray &name) { return element.hasClass(name.constData()); }))
        return false;
    return std::all_of(attributes.begin(), attributes.end(),
                       [&](const auto &attribute) { return equals(attribute.first, attribute.second); });
}

bool Selector::matches(const Element &element) const
{
    auto wanted = m_compounds.rbegin();
    if (!wanted->matches(element))
        return false;
    ++wanted;
    for (Element up = element.parent(); up && wanted != m_compounds.rend(); up = up.parent()) {
        if (wanted->matches(up))
            ++wanted;
    }
    return wanted == m_compounds.rend();
}

} // namespace extract
