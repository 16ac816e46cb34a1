// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commentstream.h"

#include "listingpage.h"

#include <QJsonObject>
#include <QLocale>

#include <array>

namespace testsupport {

namespace {

constexpr qint64 kBidSeconds = 4 * 3600;
constexpr std::array kBidders = {"gasketgoose",    "ThirdGearTheo", "mossgreen_ida", "axle_and_oats",
                                 "PistonPaulette", "quietcam",      "rivet.rumi"};

QString bidder(int number)
{
    return QString::fromLatin1(kBidders[std::size_t(number) % kBidders.size()]);
}

QString shortDate(const QDateTime &time)
{
    return QLocale::c().toString(time.date(), QStringLiteral("M/d/yy"));
}

//! Builds the objects one after the other.
class Stream
{
public:
    explicit Stream(const ListingPage &page) : m_page(page) {}

    void add(const char *type, const QString &author, const QString &content, qint64 bidAmount, qint64 time)
    {
        const int id = m_page.lot.toInt() * 100 + ++m_count;
        m_array.append(QJsonObject{
            {QStringLiteral("id"), id},
            {QStringLiteral("type"), QString::fromLatin1(type)},
            {QStringLiteral("channels"), QJsonArray{QStringLiteral("comment;item;%1").arg(id),
                                                    QStringLiteral("comment;user;%1").arg(id % 997)}},
            {QStringLiteral("likers"), QJsonArray{QJsonArray{}, QStringLiteral("u%1").arg(id % 89)}},
            {QStringLiteral("images"), QJsonArray{}},
            {QStringLiteral("authorName"), author},
            {QStringLiteral("content"), content},
            {QStringLiteral("bidAmount"), bidAmount},
            {QStringLiteral("timestamp"), time},
            {QStringLiteral("commentParent"), QJsonValue()},
            {QStringLiteral("likes"), m_count % 5},
        });
    }

    void addBid(int number, qint64 amount, qint64 time)
    {
        const QString author = isLast(number) && !m_page.buyer.isEmpty() ? m_page.buyer : bidder(number);
        add("bat-bid", author,
            QStringLiteral("%1 bid placed by %2").arg(moneyText(m_page.currency, amount), author), amount,
            time);
    }

    void addRemark(std::size_t number, qint64 time)
    {
        if (number < m_page.remarks.size())
            add("comment", m_page.remarks[number].author, m_page.remarks[number].text, 0, time);
    }

    bool isLast(int number) const { return number == m_page.bids - 1; }
    QJsonArray array() const { return m_array; }

private:
    const ListingPage &m_page;
    QJsonArray m_array;
    int m_count = 0;
};

void addBids(Stream &stream, const ListingPage &page, qint64 end)
{
    const qint64 high = page.highBid.value_or(0);
    const qint64 step = high > 4000 ? 250 : 50;
    for (int i = 0; i < page.bids; ++i) {
        const qint64 time = end - 180 - (page.bids - 1 - i) * kBidSeconds;
        const qint64 amount =
            stream.isLast(i) ? high : (high / 4 + (high - high / 4) * i / page.bids) / step * step;
        stream.addBid(i, amount, time);
        stream.addRemark(std::size_t(i), time + 60);
    }
    for (std::size_t i = std::size_t(page.bids); i < page.remarks.size(); ++i)
        stream.addRemark(i, end - 90 + qint64(i));
    if (page.hasCancelledBid) {
        const qint64 amount = high + 7500;
        stream.add("bat-bid-canceled", bidder(3),
                   QStringLiteral("%1 bid placed by %2").arg(moneyText(page.currency, amount), bidder(3)),
                   amount, end - 170);
        stream.add("bat-bid-canceled", bidder(3),
                   QStringLiteral("The bid of %1 was canceled by BaT").arg(moneyText(page.currency, amount)),
                   0, end - 160);
    }
}

void addOutcome(Stream &stream, const ListingPage &page, qint64 end)
{
    const bool wasMissed = page.status == core::SaleStatus::ReserveNotMet || page.isSoldAfterReserveNotMet;
    if (wasMissed && page.highBid) {
        stream.add("bat-bid-reserve", QStringLiteral("Anonymous"),
                   QStringLiteral("Reserve not met on %1 at %2")
                       .arg(shortDate(page.end), moneyText(page.currency, *page.highBid)),
                   0, end + 1);
    }
    if (page.status != core::SaleStatus::Sold || !page.price)
        return;
    if (page.isSoldAfterReserveNotMet) {
        const QDateTime accepted = page.end.addSecs(6 * 3600);
        stream.add("bat-rnm-accepted", page.buyer,
                   QStringLiteral("Sold on %1 for %2 to %3")
                       .arg(QLocale::c().toString(accepted.date(), QStringLiteral("MM/dd/yyyy")),
                            amountText(page.currency, *page.price), page.buyer),
                   0, end + 6 * 3600);
        return;
    }
    stream.add("bat-bid-reserve", page.buyer,
               QStringLiteral("Sold on %1 for %2.00 to %3")
                   .arg(shortDate(page.end), moneyText(page.currency, *page.price), page.buyer),
               0, end + 1);
}

} // namespace

QString amountText(const QString &currency, qint64 amount)
{
    const QString number = QLocale(QLocale::English, QLocale::UnitedStates).toString(amount);
    if (currency == QLatin1String("EUR"))
        return u'€' + number;
    if (currency == QLatin1String("GBP"))
        return u'£' + number;
    return u'$' + number;
}

QString moneyText(const QString &currency, qint64 amount)
{
    return currency + u' ' + amountText(currency, amount);
}

QJsonArray commentStream(const ListingPage &page)
{
    Stream stream(page);
    const qint64 end = page.end.toSecsSinceEpoch();
    addBids(stream, page, end);
    addOutcome(stream, page, end);
    return stream.array();
}

} // namespace testsupport
