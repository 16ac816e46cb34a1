// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clock.h"

#include <QSet>
#include <QUuid>
#include <QtConcurrent>
#include <QtTest>

class TestIds : public QObject
{
    Q_OBJECT

private slots:
    void orderedIdsAreUuidsOfVersionSeven();
    void orderedIdsSortAsTheyWereMade();
    void orderedIdsOfThreadsAreDistinct();
    void orderedIdsSayWhenTheyWereMade();
};

void TestIds::orderedIdsAreUuidsOfVersionSeven()
{
    const QString id = core::newOrderedId();
    const QUuid uuid(id);
    QVERIFY2(!uuid.isNull(), qPrintable(id));
    QCOMPARE(uuid.toString(QUuid::WithoutBraces), id);
    QCOMPARE(uuid.variant(), QUuid::DCE);
    QCOMPARE(id.at(14), QLatin1Char('7'));
}

void TestIds::orderedIdsSortAsTheyWereMade()
{
    QString before = core::newOrderedId();
    for (int i = 0; i < 20'000; ++i) { // more than the fraction of a millisecond can tell apart
        const QString id = core::newOrderedId();
        QVERIFY2(before < id, qPrintable(before + u' ' + id));
        before = id;
    }
}

void TestIds::orderedIdsOfThreadsAreDistinct()
{
    constexpr int kEach = 5'000;
    const auto make = [](int) {
        QStringList ids;
        for (int i = 0; i < kEach; ++i)
            ids.append(core::newOrderedId().left(18)); // without what is random
        return ids;
    };
    QSet<QString> all;
    for (const QStringList &ids : QtConcurrent::blockingMapped(QList{1, 2, 3, 4}, make))
        all.unite(QSet(ids.begin(), ids.end()));
    QCOMPARE(all.size(), 4 * kEach);
}

void TestIds::orderedIdsSayWhenTheyWereMade()
{
    const auto madeAt = [] {
        const QString id = core::newOrderedId();
        return QString(id.left(8) + id.mid(9, 4)).toLongLong(nullptr, 16);
    };
    const qint64 before = QDateTime::currentMSecsSinceEpoch();
    const qint64 made = madeAt();
    // Those made before it in a hurry may have run ahead of the clock.
    QVERIFY2(made >= before, qPrintable(QString::number(made - before)));
    QVERIFY2(made <= QDateTime::currentMSecsSinceEpoch() + 1000, qPrintable(QString::number(made - before)));
}

QTEST_GUILESS_MAIN(TestIds)
#include "tst_ids.moc"
