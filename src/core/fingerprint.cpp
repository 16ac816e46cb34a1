// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fingerprint.h"

#include <QCryptographicHash>
#include <QRegularExpression>

#include <array>

namespace core {

namespace {

//! More of a message is not read: matching quotes takes the square of its length at worst.
constexpr qsizetype kLongestMessage = 4000;

//! What differs from one vehicle or host to the next. The alternative that begins leftmost wins, so that a
//! URL in quotes is one value and a number in a URL is part of it.
const QRegularExpression &variables()
{
    static const QRegularExpression expression(QStringLiteral(R"re(
    # 1: a status, which stays: HTTP 500 and HTTP 503 are two failures
    \b ( (?: http (?:/\d(?:\.\d)?)? (?:[ ](?:status|error))? | status ) (?:[ ]code)? [ :=]{1,2} \d{3} ) (?!\w)

    # 2: a value in quotes; an apostrophe is none, and what was cut off ends at the end
    | ( (?<!\w)" (?: [^"\\] | \\.? )*+ (?:"|$)
      | (?<!\w)' (?: [^'] | '(?=\w) )*+ '
      | ` [^`]*+ ` | “ [^”]*+ ” | ‘ (?: [^’] | ’(?=\w) )*+ ’ | « [^»]*+ » )

    # 3: a URL
    | (?<![\w.+-]) ( \w[\w+.-]*+ :// \S++ )

    # 4: a host with or without port and path: IPv4, IPv6, a name with dots, a name with a port
    | (?<![\w.:-]) (
        (?: \d{1,3} (?:\.\d{1,3}){3} (?!\w)
          | \[ (?=[^\]\s]*:) [0-9a-f:.]++ (?:%[^\]\s]*+)? \]
          | (?: (?:[0-9a-f]{1,4}:){7} [0-9a-f]{1,4}
              | (?: [0-9a-f]{1,4} (?: :[0-9a-f]{1,4} )*+ )? :: (?: [0-9a-f]{1,4} (?: :[0-9a-f]{1,4} )*+ )? )
            (?:\.\d{1,3}){0,3} (?:%\w++)? (?!\w)
          | (?:[\w-]++\.)+ (?: \p{L}{2,} | xn--[\w-]+ ) (?![\w-])
          | localhost (?!\w)
          | \p{L}[\w-]*+ (?= :\d{1,5} (?!\w) ) )
        (?: :\d{1,5} (?!\d) )? (?: /\S*+ )? )

    # 5: an id, a number with its unit, or a hash
    | (?<!\w) ( [0-9a-f]{8} (?:-[0-9a-f]{4}){3} - [0-9a-f]{12} (?!\w)
              | [-+]? \w*\d\w* (?: [-.,:/+] \w*\d\w* )*
              | [a-f]{8,} (?!\w) )
)re"),
                                               QRegularExpression::ExtendedPatternSyntaxOption |
                                                   QRegularExpression::UseUnicodePropertiesOption);
    return expression;
}

constexpr std::array kPlaceholders = {"", "", "<value>", "<url>", "<host>", "<n>"};

//! The message without what differs.
QString templateOf(const QString &message)
{
    const QString text = message.left(kLongestMessage).toLower().simplified();
    QString result;
    qsizetype from = 0;
    for (auto matches = variables().globalMatch(text); matches.hasNext();) {
        const auto match = matches.next();
        const int group = match.lastCapturedIndex();
        result += QStringView(text).mid(from, match.capturedStart() - from);
        result += group == 1 ? match.captured() : QLatin1String(kPlaceholders[group]);
        from = match.capturedEnd();
    }
    return result + QStringView(text).mid(from);
}

} // namespace

QString fingerprintOf(Cause cause, const QString &message)
{
    const QByteArray key = causeName(cause).latin1() + QByteArray("\n") + templateOf(message).toUtf8();
    return QStringLiteral("2-") +
           QString::fromLatin1(QCryptographicHash::hash(key, QCryptographicHash::Sha1).toHex().left(12));
}

} // namespace core
