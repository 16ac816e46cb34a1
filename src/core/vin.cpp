// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/vin.h"

#include <QRegularExpression>
#include <QStringList>

#include <algorithm>
#include <array>
#include <optional>

namespace core {

namespace {

constexpr int kVinLength = 17;
constexpr int kShortestChassis = 5;

std::optional<int> transliterate(QChar c)
{
    static constexpr std::array<int, 26> kLetters = {1, 2,  3, 4,  5, 6, 7, 8, -1, 1, 2, 3, 4,
                                                     5, -1, 7, -1, 9, 2, 3, 4, 5,  6, 7, 8, 9};
    if (c >= u'0' && c <= u'9')
        return c.unicode() - u'0';
    if (c < u'A' || c > u'Z')
        return std::nullopt;
    const int value = kLetters[static_cast<std::size_t>(c.unicode() - u'A')];
    return value < 0 ? std::nullopt : std::optional(value);
}

VinReading refused(const QString &stated, const char *reason)
{
    return {VinReading::Kind::Refused, {}, QString::fromLatin1(reason), stated};
}

bool isPlaceholder(const QString &text)
{
    static const QRegularExpression words(
        QStringLiteral("^(?:n\\s*[/.]?\\s*a\\.?|none|no|nil|null|unknown|unavailable|not "
                       "(?:available|applicable|stated|listed|provided)"
                       "|tba|tbd|pending|see (?:description|text|photos?)|missing|removed|exempt)$"),
        QRegularExpression::CaseInsensitiveOption);
    // The check digit of seventeen ones is right: a number that repeats one character is none.
    static const QRegularExpression repeated(QStringLiteral("^(?:[-–—_.*?x0#\\s]+|([A-Z0-9])\\1{3,})$"),
                                             QRegularExpression::CaseInsensitiveOption);
    return words.match(text).hasMatch() || repeated.match(text).hasMatch();
}

//! Two or more numbers and nothing else but what joins them.
bool looksLikeSeveral(const QString &text)
{
    static const QRegularExpression joints(
        QStringLiteral("\\s*[,;&|]\\s*|\\s+/\\s+|\\s+(?:AND|OR)\\s+|\\s+"));
    static const QRegularExpression number(QStringLiteral("^(?=.*[0-9])[A-Z0-9]+(?:[-/.][A-Z0-9]+)*$"));
    QStringList parts = text.split(joints, Qt::SkipEmptyParts);
    // Joined without a blank, a slash separates two numbers only when they are too long to be one.
    if (parts.size() == 1 && text.size() > kVinLength)
        parts = text.split(u'/', Qt::SkipEmptyParts);
    return parts.size() > 1 && std::all_of(parts.begin(), parts.end(), [](const QString &part) {
               return part.size() >= kShortestChassis && number.match(part).hasMatch();
           });
}

//! Letters and digits, with single inner separators.
bool hasOnlyChassisCharacters(const QString &text)
{
    static const QRegularExpression shape(QStringLiteral("^[A-Z0-9]+(?:[-/.][A-Z0-9]+)*$"));
    return shape.match(text).hasMatch();
}

} // namespace

bool hasVinCheckDigit(QStringView vin)
{
    static constexpr std::array<int, kVinLength> kWeights = {8, 7, 6, 5, 4, 3, 2, 10, 0,
                                                             9, 8, 7, 6, 5, 4, 3, 2};
    if (vin.size() != kVinLength)
        return false;
    int sum = 0;
    for (int i = 0; i < kVinLength; ++i) {
        const auto value = transliterate(vin.at(i));
        if (!value)
            return false;
        sum += *value * kWeights[static_cast<std::size_t>(i)];
    }
    const int remainder = sum % 11;
    const QChar expected = remainder == 10 ? QChar(u'X') : QChar(u'0' + remainder);
    return vin.at(8) == expected;
}

VinReading readVin(const QString &stated)
{
    const QString text = stated.simplified().toUpper();
    if (text.isEmpty())
        return refused(stated, "empty");
    if (isPlaceholder(text))
        return refused(stated, "placeholder");
    if (looksLikeSeveral(text))
        return refused(stated, "several");
    if (text.contains(u' '))
        return refused(stated, "prose");
    if (!hasOnlyChassisCharacters(text))
        return refused(stated, "characters");
    const bool hasDigit =
        std::any_of(text.begin(), text.end(), [](QChar c) { return c >= u'0' && c <= u'9'; });
    if (!hasDigit)
        return refused(stated, "no_digit");
    if (text.size() < kShortestChassis)
        return refused(stated, "too_short");
    if (text.size() > kVinLength)
        return refused(stated, "too_long");
    // ISO 3779 leaves I, O and Q out of the 17 characters; older, shorter numbers may hold them.
    static const QRegularExpression excluded(QStringLiteral("[IOQ]"));
    if (text.size() == kVinLength && text.contains(excluded))
        return refused(stated, "characters");
    const auto kind = hasVinCheckDigit(text) ? VinReading::Kind::Vin17 : VinReading::Kind::Chassis;
    return {kind, text, {}, stated};
}

QLatin1String vinKindName(VinReading::Kind kind)
{
    switch (kind) {
    case VinReading::Kind::Absent:
        return QLatin1String("absent");
    case VinReading::Kind::Vin17:
        return QLatin1String("vin17");
    case VinReading::Kind::Chassis:
        return QLatin1String("chassis");
    case VinReading::Kind::Refused:
        return QLatin1String("refused");
    }
    Q_UNREACHABLE();
}

} // namespace core
