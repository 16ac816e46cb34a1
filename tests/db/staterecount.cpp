// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "staterecount.h"

#include "core/failuretype.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSet>

namespace dbtest {

namespace {

using core::FailureType;

struct Counted
{
    int wanted = 0;
    int stored = 0;
    int missing = 0;
    int aliases = 0; //!< of URLs that have no row
};

Counted countImages(TestWorkspace &workspace, const QString &id, const QJsonArray &urls)
{
    QSet<QString> wanted;
    for (const QJsonValue &url : urls) {
        if (url.isString() && !url.toString().isEmpty())
            wanted.insert(url.toString());
    }
    Counted counted;
    counted.wanted = static_cast<int>(wanted.size());
    QSet<QString> rows;
    const auto images = workspace.rows(QStringLiteral("SELECT is_superseded, is_duplicate OR is_document, "
                                                      "source_url FROM vehicle_images WHERE vehicle_id = ?"),
                                       {id});
    for (const QString &image : images) {
        if (image.at(0) == u'1')
            continue;
        counted.stored += image.at(2) == u'0' ? 1 : 0;
        wanted.remove(image.section(u'|', 2));
        rows.insert(image.section(u'|', 2));
    }
    const auto aliases =
        workspace.rows(QStringLiteral("SELECT source_url FROM image_aliases WHERE vehicle_id = ?"), {id});
    for (const QString &alias : aliases) {
        wanted.remove(alias);
        counted.aliases += rows.contains(alias) ? 0 : 1;
    }
    counted.missing = static_cast<int>(wanted.size());
    return counted;
}

core::FailureTypes gaps(const QStringList &cells, const QJsonObject &metadata, const Counted &images)
{
    core::FailureTypes types;
    const auto nested = [&](const char *outer, const char *inner) {
        return metadata.value(QLatin1String(outer)).toObject().value(QLatin1String(inner)).toString();
    };
    static const QStringList absentVin = {QStringLiteral("absent"), QStringLiteral("chassis"),
                                          QStringLiteral("refused")};
    if (cells.at(1).isEmpty() && !absentVin.contains(nested("vin_extraction", "kind")))
        types |= FailureType::MissingVin;
    const QString sale = metadata.value(QLatin1String("sale_status")).toString();
    if (cells.at(2).isEmpty() && sale != QLatin1String("no_sale"))
        types |= FailureType::MissingPrice;
    const int stated = metadata.value(QLatin1String("image_count_stated")).toInt();
    if (images.wanted == 0 && images.stored == 0 &&
        nested("image_extraction", "status") != QLatin1String("absent"))
        types |= FailureType::MissingImageUrls;
    if (images.stored == 0 && images.missing > 0)
        types |= FailureType::MissingImages;
    if (images.stored > 0 &&
        (images.missing > 0 || (stated > images.wanted && images.stored + images.aliases < stated)))
        types |= FailureType::PartialImages;
    return types;
}

} // namespace

QStringList freshCount(TestWorkspace &workspace)
{
    QStringList result;
    const auto vehicles =
        workspace.rows(QStringLiteral("SELECT id, vin, sale_price, deleted_at, merged_into_vehicle_id, "
                                      "origin_metadata FROM vehicles ORDER BY id"));
    for (const QString &row : vehicles) {
        const QStringList cells = row.split(u'|');
        const QJsonObject metadata = QJsonDocument::fromJson(cells.at(5).toUtf8()).object();
        const Counted images =
            countImages(workspace, cells.at(0), metadata.value(QLatin1String("image_urls")).toArray());
        const bool hidden = !cells.at(3).isEmpty() || !cells.at(4).isEmpty();
        const int failing = hidden ? 0 : gaps(cells, metadata, images).toInt();
        const int stated = metadata.value(QLatin1String("image_count_stated")).toInt();
        result.append(QStringLiteral("%1|%2|%3|%4|%5")
                          .arg(cells.at(0))
                          .arg(failing)
                          .arg(qMax(images.wanted, stated))
                          .arg(images.stored)
                          .arg(images.missing));
    }
    return result;
}

QString RandomOperations::metadata()
{
    if (chance(10))
        return QStringLiteral("NULL");
    QJsonObject object;
    if (chance(80)) {
        QJsonArray urls;
        for (int i = m_random.bounded(6); i > 0; --i)
            urls.append(chance(90) ? QJsonValue(url()) : QJsonValue(7));
        object.insert(QStringLiteral("image_urls"), urls);
    }
    if (chance(20))
        object.insert(QStringLiteral("image_count_stated"), m_random.bounded(5));
    if (chance(20))
        object.insert(QStringLiteral("sale_status"), QStringLiteral("no_sale"));
    if (chance(20))
        object.insert(QStringLiteral("vin_extraction"),
                      QJsonObject{{QStringLiteral("kind"), QStringLiteral("refused")}});
    if (chance(20))
        object.insert(QStringLiteral("image_extraction"),
                      QJsonObject{{QStringLiteral("status"), QStringLiteral("absent")}});
    return u'\'' + QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact)) + u'\'';
}

QString RandomOperations::vehicleSql()
{
    const QString id = vehicle();
    switch (m_random.bounded(9)) {
    case 0:
        return (onPostgres()
                    ? QStringLiteral("INSERT INTO vehicles (id, origin_metadata) VALUES ('%1', %2) ON "
                                     "CONFLICT (id) DO UPDATE SET vin = NULL, origin_metadata = "
                                     "excluded.origin_metadata")
                    : QStringLiteral(
                          "INSERT OR REPLACE INTO vehicles (id, origin_metadata) VALUES ('%1', %2)"))
            .arg(id, metadata());
    case 1:
    case 2:
        return QStringLiteral("INSERT INTO vehicles (id, origin_metadata) VALUES ('%1', %2) "
                              "ON CONFLICT DO NOTHING")
            .arg(id, metadata());
    case 3:
        return QStringLiteral("UPDATE vehicles SET origin_metadata = %2 WHERE id = '%1'").arg(id, metadata());
    case 4:
        return QStringLiteral("UPDATE vehicles SET vin = %2 WHERE id = '%1'")
            .arg(id, chance(70) ? u'\'' + id + u'\'' : QStringLiteral("NULL"));
    case 5:
        return QStringLiteral("UPDATE vehicles SET sale_price = %2 WHERE id = '%1'")
            .arg(id, chance(70) ? QStringLiteral("5") : QStringLiteral("NULL"));
    case 6:
        return QStringLiteral("UPDATE vehicles SET deleted_at = %2 WHERE id = '%1'")
            .arg(id, chance(30) ? QStringLiteral("'2026-01-01'") : QStringLiteral("NULL"));
    case 7:
        return QStringLiteral("UPDATE vehicles SET merged_into_vehicle_id = %2 WHERE id = '%1'")
            .arg(id, chance(20) ? QStringLiteral("(SELECT id FROM vehicles WHERE id <> '%1' LIMIT 1)").arg(id)
                                : QStringLiteral("NULL"));
    default:
        return QStringLiteral(
                   "DELETE FROM vehicles WHERE id = '%1' AND id NOT IN (SELECT merged_into_vehicle_id "
                   "FROM vehicles WHERE merged_into_vehicle_id IS NOT NULL)")
            .arg(id);
    }
}

QString RandomOperations::imageSql()
{
    const QString image = QStringLiteral("i") + text(120);
    const QString flag = m_random.bounded(3) == 0 ? QStringLiteral("is_superseded")
                         : chance(50)             ? QStringLiteral("is_duplicate")
                                                  : QStringLiteral("is_document");
    const QString source = chance(90) ? u'\'' + url() + u'\'' : QStringLiteral("NULL");
    switch (m_random.bounded(9)) {
    case 0:
    case 1:
    case 2:
        return QStringLiteral(
                   "INSERT INTO vehicle_images (id, vehicle_id, image_url, source_url, %4) "
                   "SELECT '%1', id, 'x', %2, %5 FROM vehicles WHERE id = '%3' ON CONFLICT DO NOTHING")
            .arg(image, source, vehicle(), flag,
                 chance(15) ? QStringLiteral("true") : QStringLiteral("false"));
    case 3:
        return QStringLiteral("UPDATE vehicle_images SET %2 = NOT %2 WHERE id = '%1'").arg(image, flag);
    case 4:
        return QStringLiteral("UPDATE vehicle_images SET source_url = %2 WHERE id = '%1'").arg(image, source);
    case 5:
        return QStringLiteral("UPDATE vehicle_images SET vehicle_id = (SELECT id FROM vehicles WHERE id = "
                              "'%2') WHERE id = '%1'")
            .arg(image, vehicle());
    case 6:
        return QStringLiteral("DELETE FROM vehicle_images WHERE id = '%1'").arg(image);
    case 7:
        return QStringLiteral("INSERT INTO image_aliases SELECT vehicle_id, '%2', id FROM vehicle_images "
                              "WHERE id = '%1' AND vehicle_id IS NOT NULL ON CONFLICT DO NOTHING")
            .arg(image, url());
    default:
        return QStringLiteral("DELETE FROM image_aliases WHERE vehicle_id = '%1' AND source_url = '%2'")
            .arg(vehicle(), url());
    }
}

QString RandomOperations::one()
{
    const QString sql = chance(40) ? vehicleSql() : imageSql();
    m_workspace.run(sql);
    return sql;
}

} // namespace dbtest
