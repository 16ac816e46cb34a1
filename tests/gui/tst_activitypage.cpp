// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "fakedesk.h"
#include "gui/activitypage.h"
#include "gui/icons.h"

#include <QLabel>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

using namespace Qt::StringLiterals;

class TestActivityPage : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { gui::initResources(); }
    void init() { m_desk = new FakeDesk; }
    void cleanup();
    void showsWhoDidWhat();
    void aLineLeadsToItsBatch();
    void emptyStateSpeaks();

private:
    template <typename T>
    T *find(const char *name) const
    {
        T *found = m_page->findChild<T *>(QLatin1String(name));
        if (!found)
            qFatal("no %s", name);
        return found;
    }
    void open();

    FakeDesk *m_desk = nullptr;
    gui::ActivityPage *m_page = nullptr;
};

void TestActivityPage::cleanup()
{
    delete m_page;
    m_page = nullptr;
    delete m_desk;
}

void TestActivityPage::open()
{
    m_page = new gui::ActivityPage(m_desk);
    m_page->resize(1000, 600);
    m_page->show();
    m_page->reload();
}

void TestActivityPage::showsWhoDidWhat()
{
    db::AuditRow row;
    row.id = 7;
    row.at = QDateTime::currentDateTimeUtc().addSecs(-3600);
    row.actor = u"ada@desk"_s;
    row.action = u"batch.finish"_s;
    row.items = 12;
    row.hash = QString(64, u'b');
    row.result = u"succeeded 11, failed 1, skipped 0, cancelled 0"_s;
    m_desk->auditRows = {row};
    open();
    const QAbstractItemModel *model = find<QTableView>("auditTable")->model();
    QTRY_COMPARE(model->rowCount(), 1);
    QStringList cells;
    for (int column = 0; column < model->columnCount(); ++column)
        cells += model->index(0, column).data().toString();
    QCOMPARE(cells.join(u'|'), u"1 h ago|ada@desk|Batch finished||11 succeeded, 1 failed|bbbbbbbb|12"_s);
    QVERIFY(!model->index(0, 0).data(Qt::ToolTipRole).toString().isEmpty());
}

void TestActivityPage::aLineLeadsToItsBatch()
{
    db::AuditRow ofBatch;
    ofBatch.id = 7;
    ofBatch.batchId = u"b"_s;
    db::AuditRow ofHost;
    ofHost.id = 6;
    m_desk->auditRows = {ofBatch, ofHost};
    open();
    QSignalSpy wanted(m_page, &gui::ActivityPage::batchWanted);
    auto *table = find<QTableView>("auditTable");
    QTRY_COMPARE(table->model()->rowCount(), 2);
    emit table->activated(table->model()->index(1, 0));
    QVERIFY(wanted.isEmpty());
    emit table->activated(table->model()->index(0, 0));
    QCOMPARE(wanted.size(), 1);
    QCOMPARE(wanted.at(0).at(0).toString(), u"b"_s);
}

void TestActivityPage::emptyStateSpeaks()
{
    open();
    QTRY_VERIFY(find<QLabel>("auditTableEmpty")->isVisible());
}

QTEST_MAIN(TestActivityPage)
#include "tst_activitypage.moc"
