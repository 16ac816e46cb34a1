// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "randomvehicles.h"

#include "dbfixture.h"

#include "core/clock.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace dbtest {

using namespace Qt::StringLiterals;

namespace {

QString id(int number)
{
    return u"00000000-0000-4000-8000-%1"_s.arg(number, 12, 10, QLatin1Char('0'));
}

QString quoted(QString text)
{
    return u'\'' + text.replace(u'\'', u"''"_s) + u'\'';
}

//! Some hundred rows in a statement.
QStringList inserts(const QString &head, const QStringList &rows)
{
    constexpr qsizetype kRows = 500;
    QStringList statements;
    for (qsizetype first = 0; first < rows.size(); first += kRows)
        statements.append(head + u" VALUES "_s + rows.mid(first, kRows).join(u','));
    return statements;
}

} // namespace

QStringList RandomVehicles::statements(int vehicles)
{
    for (int number = 1; number <= vehicles; ++number)
        addVehicle(number);
    return inserts(
               u"INSERT INTO vehicles (id, make, model, year, discovery_url, created_at, vin, sale_price, "
               "deleted_at, merged_into_vehicle_id, origin_metadata)"_s,
               m_vehicles) +
           inserts(u"INSERT INTO vehicle_images (id, vehicle_id, image_url, source_url, is_duplicate, "
                   "is_document, is_superseded)"_s,
                   m_images) +
           inserts(u"INSERT INTO image_aliases (vehicle_id, source_url, image_id)"_s, m_aliases);
}

void RandomVehicles::addVehicle(int number)
{
    QStringList urls;
    const int wanted = chance(30) ? 0 : m_random.bounded(1, 6);
    for (int image = 0; image < wanted; ++image)
        urls.append(u"https://h.example/%1/%2.jpg"_s.arg(number).arg(image));
    QString vin = chance(75) ? quoted(u"VIN-%1"_s.arg(number)) : u"NULL"_s;
    if (!m_hasEmptyVin && chance(1)) {
        vin = u"''"_s;
        m_hasEmptyVin = true;
    }
    const QString now = quoted(core::toTimeText(at(number)));
    m_vehicles.append(
        u'(' +
        QStringList{quoted(id(number)), chance(90) ? quoted(u"Porsche"_s) : u"NULL"_s, quoted(u"911"_s),
                    QString::number(1950 + number % 70), quoted(u"https://h.example/%1"_s.arg(number)), now,
                    vin, chance(75) ? QString::number(number * 10) : u"NULL"_s, chance(4) ? now : u"NULL"_s,
                    number > 1 && chance(4) ? quoted(id(number - 1)) : u"NULL"_s, metadata(urls)}
            .join(u',') +
        u')');
    addImages(number, urls);
}

QString RandomVehicles::metadata(const QStringList &urls)
{
    if (chance(3))
        return oneOf({u"NULL"_s, u"'null'"_s, u"'[]'"_s, u"'\"text\"'"_s, u"'7'"_s});
    QJsonObject object;
    if (chance(90)) {
        object.insert(u"source"_s, chance(60) ? QJsonValue(u"bringatrailer.com"_s)
                                              : oneOf<QJsonValue>({u"bat_import"_s, u"craigslist"_s, {}, 7}));
    }
    if (chance(80))
        object.insert(u"image_urls"_s, urlList(urls));
    if (chance(70))
        object.insert(u"image_count"_s, count(static_cast<int>(urls.size())));
    if (chance(10))
        object.insert(u"image_count_stated"_s, count(static_cast<int>(urls.size())));
    if (chance(40)) {
        const QJsonValue kind = oneOf<QJsonValue>({u"absent"_s, u"chassis"_s, u"refused"_s, u"vin17"_s, 1});
        object.insert(u"vin_extraction"_s, QJsonObject{{u"kind"_s, kind}});
    }
    if (chance(50)) {
        object.insert(u"sale_status"_s, oneOf<QJsonValue>({u"sold"_s,
                                                           u"sold"_s,
                                                           u"reserve_not_met"_s,
                                                           {},
                                                           u"bid_to"_s,
                                                           u"no_sale"_s,
                                                           u"active"_s,
                                                           u"withdrawn"_s}));
    }
    if (chance(15))
        object.insert(u"image_extraction"_s, QJsonObject{{u"status"_s, oneOf({u"absent"_s, u"success"_s})}});
    return quoted(QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact)));
}

QJsonValue RandomVehicles::urlList(const QStringList &urls)
{
    if (urls.isEmpty() && chance(60))
        return oneOf<QJsonValue>({{},
                                  u"https://h.example/a.jpg"_s,
                                  QJsonObject{{u"0"_s, u"a"_s}},
                                  true,
                                  QJsonArray{1, QJsonValue(), u""_s, QJsonArray{u"a"_s}}});
    QJsonArray list = QJsonArray::fromStringList(urls);
    if (!urls.isEmpty() && chance(10))
        list.append(urls.first());
    if (!urls.isEmpty() && chance(5))
        list.prepend(oneOf<QJsonValue>({{}, 5, u""_s, QJsonObject()}));
    return list;
}

QJsonValue RandomVehicles::count(int wanted)
{
    if (chance(75))
        return wanted;
    return oneOf<QJsonValue>(
        {{}, wanted + 2, QString::number(wanted), u"many"_s, -3, 2.5, u" 4 images"_s, true});
}

void RandomVehicles::addImages(int number, const QStringList &urls)
{
    const bool isComplete = chance(40);
    QStringList sources;
    for (const QString &url : urls) {
        if (isComplete || chance(30))
            sources.append(quoted(url));
    }
    if (chance(10))
        sources.append(quoted(u"https://elsewhere.example/%1.jpg"_s.arg(number)));
    if (chance(5))
        sources.append(u"NULL"_s);
    const bool isOdd = chance(20);
    const auto flag = [&] { return isOdd && chance(40) ? u"true"_s : u"false"_s; };
    for (const QString &source : sources) {
        m_images.append(u"('%1','%2','stored',%3,%4,%5,%6)"_s.arg(id(++m_imageNumber), id(number), source,
                                                                  flag(), flag(), flag()));
    }
    if (sources.isEmpty() || !chance(15))
        return;
    for (const QString &url : urls)
        m_aliases.append(u"('%1',%2,'%3')"_s.arg(id(number), quoted(url), id(m_imageNumber)));
}

} // namespace dbtest
