// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/passwords.h"

#include <QRegularExpression>

#include <algorithm>

namespace core {

namespace {

//! The second group is the password: of the authority, up to the last "@" of the word because people forget
//! to encode one, or of the query.
const QRegularExpression &passwordPattern()
{
    static const QRegularExpression pattern(
        QStringLiteral("(postgres(?:ql)?://[^\\s:/@]*:)(\\S*)(?=@)|([?&](?:ssl)?password=)([^&\\s]*)"),
        QRegularExpression::CaseInsensitiveOption);
    return pattern;
}

struct Place
{
    qsizetype begin;
    qsizetype length;
};

//! In order, without overlaps: the authority first, then what its pattern did not cover.
std::vector<Place> passwordsIn(const QString &text)
{
    std::vector<Place> places;
    auto matches = passwordPattern().globalMatch(text);
    while (matches.hasNext()) {
        const QRegularExpressionMatch match = matches.next();
        const int group = match.capturedStart(2) >= 0 ? 2 : 4;
        places.push_back({match.capturedStart(group), match.capturedLength(group)});
    }
    return places;
}

} // namespace

QString withoutPasswords(const QString &text)
{
    QString shown = text;
    auto places = passwordsIn(text);
    std::reverse(places.begin(), places.end());
    for (const Place &place : places)
        shown.replace(place.begin, place.length, QStringLiteral("…"));
    return shown;
}

std::vector<std::string> takeArguments(int argc, char **argv)
{
    std::vector<std::string> arguments(argv, argv + argc);
    for (int i = 0; i < argc; ++i) {
        // Byte for byte: places in the text are places in the memory.
        for (const Place &place : passwordsIn(QString::fromLatin1(argv[i])))
            std::fill_n(argv[i] + place.begin, place.length, 'x');
    }
    return arguments;
}

} // namespace core
