package dev.millrace.engine.io.copies;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.spi.merge.MergingValue;
import com.hazelcast.spi.merge.SplitBrainMergePolicy;
import dev.millrace.engine.changelog.SegmentCopy;

/** After a split of the cluster: of two copies of one segment the one that {@link SegmentCopy#replaces} names. Named in the map's configuration. */
public final class NewestSegment implements SplitBrainMergePolicy<byte[], MergingValue<byte[]>, Object> {

    @Override
    public Object merge(MergingValue<byte[]> merging, MergingValue<byte[]> existing) {
        boolean newer = existing == null
                || SegmentCopy.replaces(
                        merging.getRawValue() == null ? new byte[0] : merging.getDeserializedValue(),
                        existing.getDeserializedValue());
        return newer ? merging.getRawValue() : existing.getRawValue();
    }

    @Override
    public void writeData(ObjectDataOutput out) {}

    @Override
    public void readData(ObjectDataInput in) {}
}
